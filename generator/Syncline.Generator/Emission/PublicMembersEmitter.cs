using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes <c>GetKey</c> and <c>FindChanges</c>.</summary>
internal static class PublicMembersEmitter
{
    public static void Emit(CodeWriter writer, ModelCode code)
    {
        EmitGetKey(writer, code);
        writer.Line();
        EmitFindChanges(writer, code);
    }

    private static void EmitGetKey(CodeWriter writer, ModelCode code)
    {
        var parts = code.KeyParts.Select((part, place) => Part(code, part, place)).ToArray();
        writer.Line("/// <summary>The key of this row.</summary>");
        if (code.KeyParts.Any(part => part.CanBeNull)) writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">A part of the key is null.</exception>");
        writer.Line(ModelCode.GeneratedCode);
        writer.Line($"public {code.Key} {code.Model.Names.GetKey}() => new({string.Join(", ", parts)});");
    }

    private static string Part(ModelCode code, ColumnCode part, int place)
    {
        var property = $"this.{part.Member}";
        if (!part.CanBeNull) return property;
        var error = $"throw global::Syncline.ColumnValues.NullKeyPart({code.FullName()}, {Identifiers.Literal(part.Column.Member)})";
        return part.Column.Wrapper is { Inner: not Nullability.Value }
            ? $"{RowEmitter.NotNull(part, property, place)} ? p{place} : {error}"
            : $"{property} ?? {error}";
    }

    private static void EmitFindChanges(CodeWriter writer, ModelCode code)
    {
        var rows = $"global::System.Collections.Generic.IEnumerable<{code.Self}>";
        writer.Line("/// <summary>Finds what was added, changed and removed between two lists of rows, by key.</summary>");
        writer.Line("/// <param name=\"before\">The rows before.</param>");
        writer.Line("/// <param name=\"after\">The rows after.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A row is null, has a null key part, or shares its key with another of its list.</exception>");
        writer.Line(ModelCode.GeneratedCode);
        writer.Line($"public static global::Syncline.ChangeSet<{code.Self}, {code.Key}> {code.Model.Names.FindChanges}({rows} before, {rows} after)");
        using (writer.Indent()) writer.Line($"=> global::Syncline.SyncDiff.FindChanges<{code.Self}, {code.Key}>(before, after);");
    }
}
