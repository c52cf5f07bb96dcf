using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the enum of columns, for <c>ColumnSet.Contains</c>.</summary>
internal static class ColumnEnumEmitter
{
    public static void Emit(CodeWriter writer, ModelCode code)
    {
        writer.Line("/// <summary>The columns of the model; the values are their ordinals.</summary>");
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"public enum {code.Model.Names.Column}"))
        {
            foreach (var column in code.Columns)
            {
                writer.Line($"/// <summary>The column <c>{Identifiers.Documentation(column.Column.Name)}</c>.</summary>");
                writer.Line($"{column.Member} = {Identifiers.Literal(column.Ordinal)},");
            }
        }
    }
}
