using System.Globalization;
using Syncline.Generator.Model;

namespace Syncline.Generator.Signatures;

/// <summary>A model as its states know it, in the very words that the runtime's <c>ModelSignature</c> and <c>KeyFormat</c> write into them.</summary>
internal static class ModelText
{
    /// <summary>The model's full name, as a state's id has it. Of generic containers it tells the parameters, not the arguments of a run.</summary>
    public static string FullName(SyncModel model)
    {
        var containers = model.Containers.Select(container => container.TypeParameters.Count == 0 ? container.Name : $"{container.Name}<{string.Join(",", container.TypeParameters)}>");
        return string.Join(".", new[] { model.Namespace.Replace("@", "") }.Where(part => part.Length > 0).Concat(containers).Append(model.Type.Name));
    }

    /// <summary>The key's columns: names, kinds and whether case is ignored.</summary>
    public static string Key(SyncModel model) => string.Join("; ", model.Key.Select(ordinal => KeyPart(model.Columns[ordinal])));

    /// <summary>The columns: names, kinds, nullability and compare options.</summary>
    public static string Columns(SyncModel model) => string.Join(";", model.Columns.Select(Of));

    private static string KeyPart(Column column)
    {
        var name = column.Name.Replace("\\", "\\\\").Replace(";", "\\;");
        return $"{name} {column.Kind}{(column is { Kind: ColumnKind.Text, IgnoresCase: true } ? " ignoring case" : "")}";
    }

    private static string Of(Column column)
    {
        var text = $"{column.Name.Replace(";", ";;")}:{column.Kind}";
        if (column.IsNullable) text += "?";
        if (!column.IsCompared) text += " uncompared";
        if (column.IgnoresCase) text += " nocase";
        if (column.Tolerance != 0) text += " ±" + column.Tolerance.ToString("R", CultureInfo.InvariantCulture);
        return text;
    }
}
