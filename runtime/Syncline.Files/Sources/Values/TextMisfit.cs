namespace Syncline;

/// <summary>Why a column can't take a text, and the way out.</summary>
internal static class TextMisfit
{
    /// <summary>The end of the sentence that begins with what the cell holds, and the way out as a sentence of its own.</summary>
    public static string Explain(ReadOnlySpan<byte> text, ColumnKind kind) => kind switch
    {
        _ when Kinds.IsInteger(kind) && IsWhole(text) => $"which is beyond {Kinds.A(kind)}, {Kinds.Range(kind)}. Widen the property's type{(kind is ColumnKind.Int64 or ColumnKind.UInt64 ? " to decimal or string" : ", to long say")}, or correct the value.",
        ColumnKind.Single or ColumnKind.Double when IsNumber(text) => $"of which {Kinds.A(kind)} keeps nothing: it is too large or too near to zero. Make the property a {(kind == ColumnKind.Single ? "double" : "string")}, or correct the value.",
        ColumnKind.Decimal when IsNumber(text) => "which no decimal holds exactly: it has 28 digits, and none beyond the 28th place. Make the property a string, or round the value.",
        ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.TimeOnly or ColumnKind.TimeSpan when IsoText.IsTooFine(text) => $"whose fraction of a second is finer than {Kinds.A(kind)} holds: seven digits. Cut it, or make the property a string.",
        _ => $"but {Kinds.A(kind)} is read from {Form(kind)}. Correct the value, or make the property a string.",
    };

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] > ' ' && text[^1] > ' ' && DecimalText.IsNumber(text);

    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var digits = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        return digits.Length > 0 && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static string Form(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "true or false, or 1 or 0",
        ColumnKind.Char => "one UTF-16 character",
        ColumnKind.Single or ColumnKind.Double => "a number such as -1234.5 or 1.5e-7, NaN, Infinity or -Infinity",
        ColumnKind.Decimal => "a number such as -1234.50, with a point and without thousands",
        ColumnKind.Bytes => "Base64",
        ColumnKind.Guid => "its text, such as 6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        ColumnKind.DateTime => "ISO 8601, such as 2024-05-31T13:45:00",
        ColumnKind.DateTimeOffset => "ISO 8601, such as 2024-05-31T13:45:00+02:00",
        ColumnKind.DateOnly => "ISO 8601, such as 2024-05-31",
        ColumnKind.TimeOnly => "ISO 8601, such as 13:45:00",
        ColumnKind.TimeSpan => "a text such as 1.02:03:04",
        ColumnKind.Text => "a text",
        _ => $"a whole number, {Kinds.Range(kind)}",
    };
}
