using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the description of the columns.</summary>
internal static class SchemaEmitter
{
    public static void Emit(CodeWriter writer, ModelCode code)
    {
        writer.Line(ModelCode.GeneratedCode);
        writer.Line($"static global::Syncline.SyncSchema {code.ModelInterface}.Schema {{ get; }} = new(");
        using (writer.Indent())
        {
            writer.Line($"{code.FullName()},");
            writer.Line($"key: [{string.Join(", ", code.Model.Key.Select(Identifiers.Literal))}],");
            writer.Line("columns:");
            writer.Line("[");
            using (writer.Indent())
            {
                foreach (var column in code.Columns) writer.Line($"{Describe(column.Column)},");
            }

            writer.Line($"]{(code.Model.KeepRows ? ",\nkeepRows: true" : "")});");
        }
    }

    private static string Describe(Column column)
    {
        var arguments = $"{Identifiers.Literal(column.Name)}, global::Syncline.ColumnKind.{column.Kind}";
        if (column.Traits != ColumnTraits.None) arguments += $", {Traits(column.Traits)}";

        var settings = new List<string>();
        if (column.Member != column.Name) settings.Add($"Member = {Identifiers.Literal(column.Member)}");
        if (column.Tolerance != 0) settings.Add($"Tolerance = {Identifiers.Literal(column.Tolerance)}");
        return settings.Count == 0 ? $"new({arguments})" : $"new({arguments}) {{ {string.Join(", ", settings)} }}";
    }

    private static string Traits(ColumnTraits traits)
        => string.Join(" | ", ((ColumnTraits[])Enum.GetValues(typeof(ColumnTraits))).Where(trait => (traits & trait) != 0).Select(trait => $"global::Syncline.ColumnTraits.{trait}"));
}
