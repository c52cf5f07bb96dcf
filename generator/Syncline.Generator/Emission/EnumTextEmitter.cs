using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the texts of enums that are stored by name, as switches: no reflection, no boxing.</summary>
internal static class EnumTextEmitter
{
    public static void Emit(CodeWriter writer, ModelCode code)
    {
        var columns = code.Columns.Where(column => column.Column.Mapping.Form == MappingForm.EnumName).ToArray();
        if (columns.Length == 0) return;

        writer.Line();
        writer.Line("/// <summary>The texts of enums stored by name; a value without a name is its number.</summary>");
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"private static class {code.Model.Names.EnumTexts}"))
        {
            foreach (var mapping in columns.Select(column => column.Column.Mapping).Distinct()) EmitTextOf(writer, mapping);
            foreach (var column in columns) EmitParse(writer, column);
        }
    }

    private static void EmitTextOf(CodeWriter writer, ValueMapping mapping)
    {
        using (writer.Block($"public static string TextOf({mapping.ValueType} value) => value switch", "};"))
        {
            foreach (var member in mapping.Members.Where(member => !member.IsAlias)) writer.Line($"{Value(mapping, member)} => {Identifiers.Literal(member.Name)},");
            writer.Line($"_ => (({mapping.Underlying})value).ToString(global::System.Globalization.CultureInfo.InvariantCulture),");
        }

        writer.Line();
    }

    // One a column, not one a type: an error names the column.
    private static void EmitParse(CodeWriter writer, ColumnCode column)
    {
        var mapping = column.Column.Mapping;
        var isSensitive = column.Column.IsSensitive ? "true" : "false";
        using (writer.Block($"public static {mapping.ValueType} Parse{column.Ordinal}(string text) => text switch", "};"))
        {
            foreach (var member in mapping.Members) writer.Line($"{Identifiers.Literal(member.Name)} => {Value(mapping, member)},");
            writer.Line($"_ => ({mapping.ValueType})global::Syncline.ColumnValues.ParseEnumNumber<{mapping.Underlying}>(text, {Identifiers.Literal(column.Column.Name)}, isSensitive: {isSensitive}),");
        }

        writer.Line();
    }

    private static string Value(ValueMapping mapping, EnumMember member) => $"{mapping.ValueType}.{Identifiers.Escape(member.Name)}";
}
