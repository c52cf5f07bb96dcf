using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>What a column of a key holds, for errors.</summary>
internal static class KeyWords
{
    private const int LongestText = 40;
    private const int LongestBytes = 16;

    public static string Of(SqlDataReader reader, int ordinal, bool isMasked)
    {
        if (isMasked) return "***";
        if (reader.IsDBNull(ordinal)) return "null";
        return StoredForms.OfType(reader.GetDataTypeName(ordinal)) switch
        {
            StoredForm.Text => Quoted(reader.GetString(ordinal)),
            StoredForm.Binary => $"0x{Convert.ToHexString(reader.GetFieldValue<byte[]>(ordinal).AsSpan(0, (int)Math.Min(reader.GetBytes(ordinal, 0, null, 0, 0), LongestBytes)))}",
            // Of more digits than .NET's.
            StoredForm.Decimal => reader.GetSqlDecimal(ordinal).ToString(),
            StoredForm.Date => reader.GetDateTime(ordinal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            StoredForm.DateTime or StoredForm.DateTime2 or StoredForm.SmallDateTime => reader.GetDateTime(ordinal).ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            StoredForm.DateTimeOffset => reader.GetDateTimeOffset(ordinal).ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            _ => Convert.ToString(reader.GetValue(ordinal), CultureInfo.InvariantCulture) ?? "",
        };
    }

    private static string Quoted(string text)
        => $"'{(text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…"))}'";
}
