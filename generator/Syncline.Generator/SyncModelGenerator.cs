using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Generator.Emission;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;
using Syncline.Generator.Text;

namespace Syncline.Generator;

/// <summary>Writes the key, the column enum, the codec, the diff and the sync methods of every type marked with <c>[SyncModel]</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class SyncModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeReading.SyncModelAttribute, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .WithTrackingName(Steps.Models)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);

        var clashes = models
            .Select(static (model, _) => model.MetadataName)
            .Collect()
            .Select(static (names, _) => HintNames.FindClashes(names))
            .WithTrackingName(Steps.Clashes);

        context.RegisterSourceOutput(models.Combine(clashes), static (output, pair) =>
        {
            var (model, clashes) = pair;
            output.AddSource(HintNames.Of(model.MetadataName, clashes.Contains(model.MetadataName)), ModelEmitter.Emit(model));
        });
    }

    private static SyncModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        // With [SyncModel] on two partial declarations (an error) there is an item for each; only the first attribute of the type makes a model.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var first = type.GetAttributes().Find("SyncModelAttribute");
        if (first?.ApplicationSyntaxReference is not { } place || place.SyntaxTree != context.TargetNode.SyntaxTree || !context.TargetNode.Span.Contains(place.Span)) return null;
        return SyncModelParser.Parse(type, first, context.SemanticModel.Compilation, cancellationToken).Model;
    }

    /// <summary>The names under which the steps can be watched in tests.</summary>
    internal static class Steps
    {
        public const string Models = nameof(Models);
        public const string Clashes = nameof(Clashes);
    }
}
