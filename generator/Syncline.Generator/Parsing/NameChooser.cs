using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Chooses what generated members are called, staying clear of what the type has.</summary>
internal sealed class NameChooser
{
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);
    private readonly INamedTypeSymbol _type;
    private readonly ProblemList _problems;

    public NameChooser(INamedTypeSymbol type, ProblemList problems)
    {
        _type = type;
        _problems = problems;
        // A generated nested type would capture the name of a type that the declaration means: one of a property called Key, say. Accessors and what the
        // compiler adds mention nothing else, and binding them takes longer than all the rest of a model.
        foreach (var member in type.GetMembers())
        {
            if (member is { IsImplicitlyDeclared: false } and not IMethodSymbol { AssociatedSymbol: not null } && !IsGenerated(member)) Mention(member);
        }
    }

    public GeneratedNames Choose() => new(
        ChooseType("Key", "RowKey"),
        Choose("GetKey", "GetRowKey"),
        ChooseType("Column", "RowColumn"),
        Choose("FindChanges", "FindRowChanges"),
        Identifiers.Fresh("EnumTexts", IsTaken));

    /// <summary>How generated code refers to the type from inside it: by its plain name, which nothing in it can hide but an inherited type, or the generated class Plan.</summary>
    public string ChooseReference() => Hierarchy().Any(part => !part.GetTypeMembers(_type.Name).IsEmpty) || _type.Name == "Plan" ? TypeParser.Reference(_type) : Identifiers.Escape(_type.Name);

    /// <summary>The member of the sync without a name.</summary>
    public string? ChooseSync()
    {
        if (!IsUsed("Sync")) return "Sync";
        if (IsUsed("DefaultSync")) return null;
        _problems.Add(ProblemKind.NameFallback, ProblemSite.Type, "", "Sync", "DefaultSync");
        return "DefaultSync";
    }

    public bool IsUsed(string name) => IsTaken(name) || _mentioned.Contains(name);

    private string ChooseType(string name, string fallback) => Choose(name, fallback, IsUsed);

    private string Choose(string name, string fallback) => Choose(name, fallback, IsTaken);

    private string Choose(string name, string fallback, Func<string, bool> isUsed)
    {
        if (!isUsed(name)) return name;
        _problems.Add(isUsed(fallback) ? ProblemKind.NameTaken : ProblemKind.NameFallback, ProblemSite.Type, "", name, fallback);
        return fallback;
    }

    // A model may derive from a model: what was generated there is hidden, not stayed clear of, in another assembly as in the same.
    private bool IsTaken(string name) => name == _type.Name || Hierarchy().Any(part => part.GetMembers(name).Any(member => !IsGenerated(member)));

    private IEnumerable<INamedTypeSymbol> Hierarchy()
    {
        for (var part = _type; part is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; part = part.BaseType) yield return part;
    }

    /// <summary>Whether a member is the generator's own. Analyzers parse a model that has been generated, and must find in it what the generator found.</summary>
    public static bool IsGenerated(ISymbol member)
        => member.DeclaringSyntaxReferences.IsEmpty
            ? member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "GeneratedCodeAttribute" && attribute.FirstText() == GeneratorName.Name)
            : member.DeclaringSyntaxReferences.Any(IsGenerated);

    // By syntax where there is any: binding the attributes of every member takes longer than all the rest of a model.
    private static bool IsGenerated(SyntaxReference reference)
        => reference.GetSyntax() is MemberDeclarationSyntax { AttributeLists: [{ Attributes: [{ ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: GeneratorName.Name } }, ..] }] }, ..] };

    private void Mention(ISymbol member)
    {
        switch (member)
        {
            case IPropertySymbol property:
                Mention(property.Type);
                break;
            case IFieldSymbol field:
                Mention(field.Type);
                break;
            case IMethodSymbol method:
                Mention(method.ReturnType);
                foreach (var parameter in method.Parameters) Mention(parameter.Type);
                break;
        }
    }

    private void Mention(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array) Mention(array.ElementType);
        if (type is not INamedTypeSymbol named) return;
        _mentioned.Add(named.Name);
        foreach (var argument in named.TypeArguments) Mention(argument);
        Mention(named.ContainingType);
    }
}
