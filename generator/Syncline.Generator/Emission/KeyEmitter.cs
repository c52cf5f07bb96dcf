using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the key: a record struct of the parts, ordered and equal by their column values.</summary>
internal static class KeyEmitter
{
    public static void Emit(CodeWriter writer, ModelCode code)
    {
        var parts = KeyPart.Of(code);
        writer.Line($"/// <summary>What identifies a row of <c>{code.Name}</c>.</summary>");
        foreach (var part in parts) writer.Line($"/// <param name=\"{part.Name}\">The column <c>{Identifiers.Documentation(part.Column.Column.Name)}</c>.</param>");
        writer.Line(ModelCode.GeneratedCode);
        var parameters = string.Join(", ", parts.Select(part => $"{part.Column.Column.PropertyType} {part.Member}"));
        using (writer.Block($"public readonly record struct {code.Model.Names.Key}({parameters}) : global::Syncline.ISyncKey<{code.Self}.{code.Key}>"))
        {
            EmitValues(writer, parts);
            EmitCompareTo(writer, code, parts);
            if (parts.Any(part => part.NeedsOwnEquality)) EmitEquality(writer, code, parts);
            if (parts.Any(part => part.Column.Column.IsSensitive))
            {
                writer.Line();
                PrintEmitter.EmitForKey(writer, parts.Select(part => (part.Name, part.Member, part.Column.Column.IsSensitive)));
            }

            EmitVisits(writer, code, parts);
        }
    }

    private static void EmitValues(CodeWriter writer, IReadOnlyList<KeyPart> parts)
    {
        foreach (var part in parts.Where(part => part.IsMapped))
        {
            writer.Line($"private {part.ValueType} {part.Value} => {part.ValueExpression()};");
            writer.Line();
        }
    }

    private static void EmitCompareTo(CodeWriter writer, ModelCode code, IReadOnlyList<KeyPart> parts)
    {
        writer.Line("/// <summary>Compares two keys part by part.</summary>");
        writer.Line("/// <param name=\"other\">The other key.</param>");
        if (parts is [var only])
        {
            writer.Line($"public int CompareTo({code.Key} other) => {only.Compare()};");
            return;
        }

        using (writer.Block($"public int CompareTo({code.Key} other)"))
        {
            writer.Line($"var order = {parts[0].Compare()};");
            foreach (var part in parts.Skip(1)) writer.Line($"if (order == 0) order = {part.Compare()};");
            writer.Line("return order;");
        }
    }

    // A record struct compares its fields by their own equality; here the columns' counts.
    private static void EmitEquality(CodeWriter writer, ModelCode code, IReadOnlyList<KeyPart> parts)
    {
        writer.Line();
        writer.Line("/// <summary>Whether two keys identify the same row.</summary>");
        writer.Line("/// <param name=\"other\">The other key.</param>");
        writer.Line($"public bool Equals({code.Key} other) => {string.Join(" && ", parts.Select(part => part.AreEqual()))};");
        writer.Line();
        writer.Line("/// <summary>A hash that fits the equality.</summary>");
        writer.Line($"public override int GetHashCode() => {Combine(parts.Select(part => part.Hash()).ToArray())};");
    }

    private static string Combine(string[] hashes)
    {
        const int most = 8;
        if (hashes.Length == 1) return hashes[0];
        if (hashes.Length <= most) return $"global::System.HashCode.Combine({string.Join(", ", hashes)})";
        return Combine([Combine(hashes.Take(most).ToArray()), .. hashes.Skip(most)]);
    }

    private static void EmitVisits(CodeWriter writer, ModelCode code, IReadOnlyList<KeyPart> parts)
    {
        var contract = $"global::Syncline.ISyncKey<{code.Key}>";
        writer.Line();
        using (writer.Block($"static void {contract}.Write<{code.Writer}>(in {code.Key} key, ref {code.Writer} writer)"))
        {
            for (var place = 0; place < parts.Count; place++) writer.Line(parts[place].Put(place));
        }

        writer.Line();
        using (writer.Block($"static {code.Key} {contract}.Read<{code.Reader}>(ref {code.Reader} reader)"))
        {
            for (var place = 0; place < parts.Count; place++) writer.Line($"var c{place} = {parts[place].Column.FromColumn(parts[place].Column.Take(place))};");
            writer.Line($"return new({string.Join(", ", parts.Select((_, place) => $"c{place}"))});");
        }
    }
}
