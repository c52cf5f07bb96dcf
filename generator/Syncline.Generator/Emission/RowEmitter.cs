using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the visits of a row's columns: out, in, and of its key.</summary>
internal static class RowEmitter
{
    public static void EmitWrite(CodeWriter writer, ModelCode code)
    {
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"static void {code.ModelInterface}.Write<{code.Writer}>(in {code.Self} row, ref {code.Writer} writer)"))
        {
            foreach (var column in code.Columns) writer.Line(Write(column));
        }
    }

    public static void EmitRead(CodeWriter writer, ModelCode code)
    {
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"static {code.Self} {code.ModelInterface}.Read<{code.Reader}>(ref {code.Reader} reader)"))
        {
            foreach (var column in code.Columns) writer.Line(Read(column));
            EmitConstruction(writer, code);
        }
    }

    public static void EmitTryGetKey(CodeWriter writer, ModelCode code)
    {
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"static bool {code.KeyedInterface}.TryGetKey(in {code.Self} row, out {code.Key} key)"))
        {
            var nulls = code.KeyParts.Select((part, place) => part.CanBeNull ? NotNull(part, $"row.{part.Member}", place, "is not") : null).OfType<string>().ToArray();
            if (nulls.Length > 0)
            {
                using (writer.Block($"if ({string.Join(" || ", nulls)})"))
                {
                    writer.Line("key = default;");
                    writer.Line("return false;");
                }

                writer.Line();
            }

            var parts = code.KeyParts.Select((part, place) => part.CanBeNull ? $"p{place}" : $"row.{part.Member}");
            writer.Line($"key = new({string.Join(", ", parts)});");
            writer.Line("return true;");
        }
    }

    /// <summary>The pattern that a part of a key, and what it wraps, is not null; it names the part.</summary>
    public static string NotNull(ColumnCode part, string property, int place, string test = "is")
    {
        var inner = part.Column.Wrapper is { Inner: not Nullability.Value } wrapper ? $" {Identifiers.Escape(wrapper.Member)}: not null " : " ";
        return $"{property} {test} {{{inner}}} p{place}";
    }

    private static string Write(ColumnCode column)
    {
        var access = column.Access("row");
        if (!column.CanBeNull) return column.Put(column.Ordinal, Checked(column, column.ToColumn(access)));

        var value = $"v{column.Ordinal}";
        return column.NullIsWritten
            ? $"if ({access} is {{ }} {value}) {column.Put(column.Ordinal, Checked(column, column.ToColumn(value)))}\nelse writer.Null({column.Ordinal});"
            : column.Put(column.Ordinal, Checked(column, column.ToColumn(Require(column, access))));
    }

    // A converter is the user's code: it may give null whatever it promised.
    private static string Checked(ColumnCode column, string value)
        => column.Column is { Mapping.Form: MappingForm.Converter, IsReferenceKind: true } ? Require(column, value) : value;

    private static string Require(ColumnCode column, string value)
        => $"global::Syncline.ColumnValues.Require({value}, {Identifiers.Literal(column.Column.Name)})";

    private static string Read(ColumnCode column)
    {
        var local = $"c{column.Ordinal}";
        var isNull = $"reader.IsNull({column.Ordinal})";
        var taken = column.Take(column.Ordinal);
        var value = column.FromColumn(taken);
        var type = column.Column.PropertyType;
        if (!column.NullIsWritten) return $"var {local} = {value};";
        // Not plain null: where the type converts from a reference type, as memory does from an array, null would become a value of it.
        if (column.Column.Nullability == Nullability.NullableValue) return $"var {local} = {isNull} ? default({type}?) : {value};";
        if (column.Column.Nullability == Nullability.NullableReference) return $"{type}? {local} = {isNull} ? null : {value};";
        if (column.Column.Wrapper is { Inner: Nullability.NullableValue or Nullability.NullableReference } wrapper)
            return $"var {local} = {wrapper.Factory}({isNull} ? default({column.Column.Mapping.ValueType}?) : {column.FromColumnToInner(taken)});";
        return column.Column.Nullability == Nullability.Value
            ? $"{type} {local} = {isNull} ? default : {value};"
            : $"{type} {local} = {isNull} ? null! : {value};";
    }

    private static void EmitConstruction(CodeWriter writer, ModelCode code)
    {
        static string Value(Assignment assignment) => assignment.Column < 0 ? $"default({assignment.Type})!" : $"c{assignment.Column}";

        var construction = code.Model.Construction;
        var arguments = construction.Arguments.Select(argument => construction.NamesArguments ? $"{Identifiers.Escape(argument.Target)}: {Value(argument)}" : Value(argument));
        var created = $"return new {code.Self}({string.Join(", ", arguments)})";
        if (construction.Initializers.Count == 0)
        {
            writer.Line($"{created};");
            return;
        }

        using (writer.Block(created, "};"))
        {
            foreach (var initializer in construction.Initializers) writer.Line($"{Identifiers.Escape(initializer.Target)} = {Value(initializer)},");
        }
    }
}
