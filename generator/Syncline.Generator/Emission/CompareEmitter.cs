using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the comparison of two rows of one key, column by column.</summary>
internal static class CompareEmitter
{
    public static void Emit(CodeWriter writer, ModelCode code)
    {
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"static global::Syncline.ColumnSet {code.ModelInterface}.Compare(in {code.Self} before, in {code.Self} after)"))
        {
            var compared = code.Columns.Where(column => column.Column.IsCompared && !column.IsKeyPart).ToArray();
            writer.Line("var changed = default(global::Syncline.ColumnSet);");
            foreach (var column in compared) writer.Line($"if ({Differ(column)}) changed.Add({Identifiers.Literal(column.Ordinal)});");
            writer.Line("return changed;");

            foreach (var column in compared.Where(IsConverted))
            {
                var nullableType = $"{column.Column.Mapping.ColumnType}?";
                writer.Line();
                writer.Line($"static {nullableType} Column{column.Ordinal}(in {code.Self} row) => {Converted(column, nullableType)};");
            }
        }
    }

    private static bool IsConverted(ColumnCode column) => column.Column.Mapping.Form == MappingForm.Converter;

    private static string Converted(ColumnCode column, string nullableType)
    {
        var access = column.Access("row");
        return column.CanBeNull ? $"{access} is {{ }} value ? {column.ToColumn("value")} : default({nullableType})" : column.ToColumn(access);
    }

    private static string Differ(ColumnCode column)
    {
        var isConverted = IsConverted(column);
        var before = isConverted ? $"Column{column.Ordinal}(before)" : column.Access("before");
        var after = isConverted ? $"Column{column.Ordinal}(after)" : column.Access("after");
        var canBeNull = isConverted || column.CanBeNull;

        return column.Column switch
        {
            { Tolerance: not 0 and var tolerance } => $"!global::Syncline.ColumnCompare.AreWithin({before}, {after}, {Identifiers.Literal(tolerance)})",
            { IgnoresCase: true } => $"!global::Syncline.TextFold.Equals({before}, {after})",
            { Kind: ColumnKind.Bytes } => $"!global::Syncline.ColumnCompare.AreEqual({before}, {after})",
            // Equals, unlike the operator, takes NaN for equal to NaN.
            { Kind: ColumnKind.Single or ColumnKind.Double } => canBeNull ? $"!global::Syncline.ColumnCompare.AreEqual({before}, {after})" : $"!{before}.Equals({after})",
            _ => $"{before} != {after}",
        };
    }
}
