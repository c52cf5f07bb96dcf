using System.Globalization;

namespace Syncline;

/// <summary>Makes sentences of other people's messages, so that what follows them is a sentence of its own, and of counts.</summary>
internal static class Sentence
{
    /// <summary>The message with a full stop, unless it ends a sentence already.</summary>
    public static string Of(string message)
    {
        var text = message.TrimEnd();
        return text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : $"{text}.";
    }

    /// <summary>A count and what is counted: 1 row, 2 rows.</summary>
    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>The error's message with a full stop; the error's type where it has no message.</summary>
    public static string Of(Exception e) => Of(string.IsNullOrWhiteSpace(e.Message) ? e.GetType().Name : e.Message);
}
