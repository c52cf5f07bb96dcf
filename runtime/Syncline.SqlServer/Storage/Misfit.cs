using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Why a column can't take what a row holds, and the way out.</summary>
internal static class Misfit
{
    private const int LongestText = 40;

    public static UnreadableRowException OfNull(SyncColumn column)
        => new(column.Name, $"The column {column.Name} is null, but the model says never null. Make the property nullable, or keep such rows out of the query.");

    public static UnreadableRowException Of(SqlDataReader reader, in StoredColumn from, SyncColumn column)
        => new(column.Name, $"The column {column.Name} holds {(column.IsSensitive ? "a value" : Value(reader, from))} {Explain(column.Kind, from.Form)}");

    /// <summary>The end of the sentence that begins with what is there, and the way out as a sentence of its own.</summary>
    public static string Explain(ColumnKind kind, StoredForm form) => kind switch
    {
        ColumnKind.Char => "which is not one UTF-16 character. Make the property a string, or cut the text in the query: LEFT(…, 1).",
        ColumnKind.Decimal => "which no decimal holds exactly: it has 28 digits. Round the value in the query with ROUND(…, n), or make the property a string and CAST(… AS nvarchar(50)).",
        ColumnKind.Single => "of which a float keeps nothing: it is too large or too near to zero. Widen the property's type to double.",
        _ when form == StoredForm.Decimal => $"which is no whole number in the range of {kind}. Make the property a decimal, or correct the value.",
        _ => $"which is beyond the range of {kind}. Widen the property's type, or correct the value.",
    };

    /// <summary>The value for a person.</summary>
    public static string Value(SqlDataReader reader, in StoredColumn from)
    {
        switch (from.Form)
        {
            case StoredForm.Text:
                var text = reader.GetString(from.Ordinal);
                return $"the text '{(text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…"))}',";
            case StoredForm.Decimal:
                return $"{reader.GetSqlDecimal(from.Ordinal)},";
            case StoredForm.TinyInt or StoredForm.SmallInt or StoredForm.Int or StoredForm.BigInt or StoredForm.Money or StoredForm.Real or StoredForm.Float:
                return $"{Convert.ToString(reader.GetValue(from.Ordinal), CultureInfo.InvariantCulture)},";
            default:
                return "a value";
        }
    }
}
