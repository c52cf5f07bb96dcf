using System.Globalization;
using Npgsql;

namespace Syncline;

/// <summary>Why a column can't take what a row holds, and the way out.</summary>
internal static class Misfit
{
    private const int LongestText = 40;

    public static UnreadableRowException OfNull(SyncColumn column)
        => new(column.Name, $"The column {column.Name} is null, but the model says never null. Make the property nullable, or keep such rows out of the query.");

    public static UnreadableRowException Of(NpgsqlDataReader reader, in StoredColumn from, SyncColumn column)
        => new(column.Name, $"The column {column.Name} holds {(column.IsSensitive ? "a value" : Value(reader, from))} {Explain(column.Kind, from.Form)}");

    private static string Explain(ColumnKind kind, StoredForm form) => kind switch
    {
        ColumnKind.Char => "which is not one UTF-16 character. Make the property a string, or cut the text in the query: left(…, 1).",
        ColumnKind.Decimal => "which no decimal holds: it has 28 digits, and neither NaN nor an infinity. Round the value in the query, or make the property a string and cast the column to text.",
        ColumnKind.Single => "of which a float keeps nothing: it is too large or too near to zero. Widen the property's type to double.",
        ColumnKind.TimeSpan => "which is no TimeSpan: months have no fixed length, and its days end at 10675199. Make the property a string and cast the column to text.",
        ColumnKind.TimeOnly => "which is no time of day in .NET: there 24:00 is the next day's 00:00. Correct the value, or make the property a string and cast the column to text.",
        ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.DateOnly => "which is beyond the years 1 to 9999 that .NET has. Correct the value, or make the property a string and cast the column to text.",
        _ when form == StoredForm.Numeric => $"which is no whole number in the range of {kind}. Make the property a decimal, or correct the value.",
        _ => $"which is beyond the range of {kind}. Widen the property's type, or correct the value.",
    };

    /// <summary>The value for a person; none where the driver can't build one.</summary>
    private static string Value(NpgsqlDataReader reader, in StoredColumn from)
    {
        switch (from.Form)
        {
            case StoredForm.Text:
                var text = reader.GetString(from.Ordinal);
                return $"the text '{(text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…"))}',";
            case StoredForm.Int16 or StoredForm.Int32 or StoredForm.Int64 or StoredForm.Single or StoredForm.Double:
                return $"{Convert.ToString(reader.GetValue(from.Ordinal), CultureInfo.InvariantCulture)},";
            default:
                return "a value";
        }
    }
}
