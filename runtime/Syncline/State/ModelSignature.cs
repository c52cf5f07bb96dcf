using System.Globalization;

namespace Syncline;

/// <summary>What a model version is: name, type, nullability and compare options of the mapped columns, as text.</summary>
internal static class ModelSignature
{
    public static string Of(SyncSchema schema)
        => string.Join(';', schema.Columns.Select(Of));

    private static string Of(SyncColumn column)
    {
        var text = $"{column.Name.Replace(";", ";;", StringComparison.Ordinal)}:{column.Kind}";
        if (column.IsNullable) text += "?";
        if ((column.Traits & ColumnTraits.NotCompared) != 0) text += " uncompared";
        if ((column.Traits & ColumnTraits.IgnoreCase) != 0) text += " nocase";
        if (column.Tolerance != 0) text += string.Create(CultureInfo.InvariantCulture, $" ±{column.Tolerance:R}");
        return text;
    }
}
