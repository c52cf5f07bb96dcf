using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Which properties are columns, and how a row is built from them.</summary>
internal sealed class RowShape
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly FittingConstructor? _constructor;

    public RowShape(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        _type = type;
        _compilation = compilation;
        Properties = PropertyFinder.Find(type, cancellationToken);
        var readable = Properties.Where(IsReadable).ToArray();
        _constructor = ConstructorFinder.Find(type, readable, IsSettable, cancellationToken);
        Columns = readable.Where(property => !property.IsIgnored && (IsTaken(property) || IsSettable(property))).ToArray();
    }

    /// <summary>All instance properties.</summary>
    public IReadOnlyList<ModelProperty> Properties { get; }

    /// <summary>Those that are columns: public, readable, and set by the constructor or after it.</summary>
    public IReadOnlyList<ModelProperty> Columns { get; }

    public void Check(ProblemList problems)
    {
        if (_constructor is null) problems.Add(ProblemKind.NoConstructor, ProblemSite.Type, "");
        if (Columns.Count == 0) problems.Add(ProblemKind.NoColumns, ProblemSite.Type, "");
        foreach (var property in Properties)
        {
            if (property.IsMarked && !property.IsIgnored && !Columns.Contains(property)) problems.Add(ProblemKind.ColumnNotSettable, ProblemSite.Member, property.Name);
        }
    }

    public Construction Construction()
    {
        var arguments = new List<Assignment>();
        var parameters = _constructor?.Symbol.Parameters ?? [];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (_constructor!.Properties[i] is { } property) arguments.Add(new(parameters[i].Name, OrdinalOf(property), TypeParser.Reference(parameters[i].Type)));
        }

        var initializers = Columns.Where(property => !IsTaken(property))
            .Select(property => new Assignment(property.Name, OrdinalOf(property), TypeParser.Reference(property.Symbol.Type)));
        return new(arguments.ToEquatableArray(), arguments.Count < parameters.Length, initializers.Concat(RequiredElsewhere()).ToEquatableArray());
    }

    // A required member that is no column must be given something: its default.
    private IEnumerable<Assignment> RequiredElsewhere()
    {
        if (_constructor is { SetsRequiredMembers: true }) yield break;
        foreach (var property in Properties)
        {
            if (property.Symbol.IsRequired && !Columns.Contains(property)) yield return new(property.Name, -1, TypeParser.Reference(property.Symbol.Type));
        }

        for (var part = _type; part is not null; part = part.BaseType)
        {
            foreach (var field in part.GetMembers().OfType<IFieldSymbol>())
            {
                if (field.IsRequired) yield return new(field.Name, -1, TypeParser.Reference(field.Type));
            }
        }
    }

    private int OrdinalOf(ModelProperty property)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (ReferenceEquals(Columns[i], property)) return i;
        }

        return -1;
    }

    private bool IsTaken(ModelProperty property) => _constructor?.Takes(property) ?? false;

    private bool IsReadable(ModelProperty property)
        => property.Symbol is { DeclaredAccessibility: Accessibility.Public, RefKind: RefKind.None } symbol
            && Accessor(symbol, static declared => declared.GetMethod) is { } getter
            && _compilation.IsSymbolAccessibleWithin(getter, _type);

    private bool IsSettable(ModelProperty property)
        => Accessor(property.Symbol, static declared => declared.SetMethod) is { } setter && _compilation.IsSymbolAccessibleWithin(setter, _type);

    // An override may leave an accessor to its base.
    private static IMethodSymbol? Accessor(IPropertySymbol? property, Func<IPropertySymbol, IMethodSymbol?> accessor)
    {
        for (; property is not null; property = property.OverriddenProperty)
        {
            if (accessor(property) is { } found) return found;
        }

        return null;
    }
}
