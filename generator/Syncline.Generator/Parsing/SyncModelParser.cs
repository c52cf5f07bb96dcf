using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Turns an annotated type into a model and a list of what is wrong with it. Never throws for what a user can type.</summary>
internal static class SyncModelParser
{
    public static ParsedModel Parse(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, CancellationToken cancellationToken)
        => Parse(type, attribute, compilation, out _, cancellationToken);

    /// <summary>The same with the properties, for analyzers: the model itself holds no symbols.</summary>
    public static ParsedModel Parse(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, out IReadOnlyList<ModelProperty> properties, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        TypeParser.Check(type, problems, cancellationToken);

        var shape = new RowShape(type, compilation, cancellationToken);
        properties = shape.Properties;
        shape.Check(problems);
        var columns = new ColumnParser(type, compilation, problems).Parse(shape.Columns, cancellationToken);
        var key = new KeyParser(shape, columns, problems).Parse(attribute);
        var names = new NameChooser(type, problems);
        var generated = names.Choose();
        var syncs = new SyncParser(names, columns, key, attribute.Named("KeepRows", false), problems).Parse(type);
        if (problems.MakesModelInvalid) return new(null, columns, problems.ToEquatableArray());

        var model = new SyncModel
        {
            Namespace = TypeParser.Namespace(type),
            Containers = TypeParser.Containers(type),
            Type = TypeParser.Header(type),
            Reference = names.ChooseReference(),
            MetadataName = TypeParser.MetadataName(type),
            Names = generated,
            Columns = columns,
            Key = key,
            Construction = shape.Construction(),
            KeepRows = attribute.Named("KeepRows", false),
            Print = PrintParser.Parse(type, shape.Properties, cancellationToken),
            Syncs = syncs,
        };
        return new(model, columns, problems.ToEquatableArray());
    }
}
