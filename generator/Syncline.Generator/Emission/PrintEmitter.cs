using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>Writes the <c>PrintMembers</c> that keeps sensitive values out of a record's text.</summary>
internal static class PrintEmitter
{
    private const string Builder = "global::System.Text.StringBuilder builder";

    public static void Emit(CodeWriter writer, PrintedMembers print)
    {
        writer.Line("/// <summary>Prints the members, sensitive ones masked.</summary>");
        writer.Line("/// <param name=\"builder\">Where to.</param>");
        writer.Line("/// <returns>Whether anything was printed.</returns>");
        writer.Line(ModelCode.GeneratedCode);
        using (writer.Block($"{print.Modifiers} bool PrintMembers({Builder})"))
        {
            if (print.CallsBase) writer.Line("if (base.PrintMembers(builder)) builder.Append(\", \");");
            Append(writer, print.Members.Select(member => (member.Name, Identifiers.Escape(member.Name), member.IsMasked)));
        }
    }

    /// <summary>Writes a <c>PrintMembers</c> of a key.</summary>
    public static void EmitForKey(CodeWriter writer, IEnumerable<(string Name, string Member, bool IsMasked)> parts)
    {
        using (writer.Block($"private bool PrintMembers({Builder})"))
        {
            Append(writer, parts);
        }
    }

    private static void Append(CodeWriter writer, IEnumerable<(string Name, string Member, bool IsMasked)> members)
    {
        var comma = "";
        foreach (var (name, member, isMasked) in members)
        {
            writer.Line(isMasked
                ? $"builder.Append(\"{comma}{name} = ***\");"
                : $"builder.Append(\"{comma}{name} = \").Append((object?)this.{member});");
            comma = ", ";
        }

        writer.Line("return true;");
    }
}
