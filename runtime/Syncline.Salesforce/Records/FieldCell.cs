namespace Syncline;

/// <summary>What a field of a record is to be.</summary>
internal enum FieldCellKind : byte
{
    /// <summary>As it was.</summary>
    Absent,

    /// <summary>Empty.</summary>
    Null,

    /// <summary>A number or a truth value.</summary>
    Bare,

    /// <summary>A text.</summary>
    Text,
}

/// <summary>What a field of a record is to be, before it is JSON or CSV.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Text">The value's text.</param>
internal readonly record struct FieldCell(FieldCellKind Kind, string Text)
{
    public static FieldCell Null => new(FieldCellKind.Null, "");
}
