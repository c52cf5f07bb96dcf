using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>What an error that concerns a row says of what it ran into.</summary>
/// <remarks>The server names it in the message alone, whose words are those of the login's language: names stand in it as they are.</remarks>
internal static class RowFaults
{
    public const int UniqueConstraint = 2627;
    public const int UniqueIndex = 2601;
    public const int Null = 515;
    public const int Constraint = 547;

    /// <summary>Whether the error is about a unique index, and this one.</summary>
    public static bool IsOfIndex(SqlException fault, string index) => IsUnique(fault) && Names(fault, index);

    public static bool IsUnique(SqlException fault) => fault.Number is UniqueConstraint or UniqueIndex;

    /// <summary>Whether the message names something, whole.</summary>
    public static bool Names(SqlException fault, string name)
    {
        if (name.Length == 0) return false;
        var message = fault.Errors[0].Message;
        for (var at = message.IndexOf(name, StringComparison.Ordinal); at >= 0; at = message.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if (IsQuote(message, at - 1) && IsQuote(message, at + name.Length)) return true;
        }

        return false;
    }

    private static bool IsQuote(string message, int at) => at >= 0 && at < message.Length && message[at] is '\'' or '"' or '“' or '”' or '„' or '«' or '»' or '‘' or '’' or '「' or '」' or '.';
}
