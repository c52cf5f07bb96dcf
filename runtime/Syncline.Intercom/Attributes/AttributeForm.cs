namespace Syncline;

/// <summary>What a column becomes in JSON.</summary>
internal enum AttributeForm
{
    /// <summary>What it is: a number, a yes or no, else a text.</summary>
    AsIs,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A yes or no.</summary>
    Flag,

    /// <summary>Seconds since 1970, in UTC.</summary>
    Time,
}

/// <summary>Which columns take which form.</summary>
internal static class AttributeForms
{
    /// <summary>The form of a custom attribute.</summary>
    public static AttributeForm Of(string type) => type switch
    {
        "string" => AttributeForm.Text,
        "integer" => AttributeForm.Whole,
        "float" => AttributeForm.Number,
        "boolean" => AttributeForm.Flag,
        "date" or "datetime" => AttributeForm.Time,
        _ => AttributeForm.AsIs,
    };

    public static bool IsWhole(ColumnKind kind) => kind is ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64;

    public static bool IsTime(ColumnKind kind) => kind is ColumnKind.DateTimeOffset or ColumnKind.DateTime or ColumnKind.DateOnly;

    /// <summary>Whether a column can be written so.</summary>
    public static bool Takes(this AttributeForm form, ColumnKind kind) => form switch
    {
        AttributeForm.Whole => IsWhole(kind),
        AttributeForm.Number => IsWhole(kind) || kind is ColumnKind.Single or ColumnKind.Double or ColumnKind.Decimal,
        AttributeForm.Flag => kind == ColumnKind.Boolean,
        // Who has seconds since 1970 already need not change them.
        AttributeForm.Time => IsTime(kind) || IsWhole(kind),
        _ => kind != ColumnKind.Bytes,
    };

    /// <summary>The form in words.</summary>
    public static string Words(this AttributeForm form) => form switch
    {
        AttributeForm.Whole => "a whole number",
        AttributeForm.Number => "a number",
        AttributeForm.Flag => "a yes or no",
        AttributeForm.Time => "a time",
        _ => "a text",
    };
}
