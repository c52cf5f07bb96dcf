using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Syncline.Generator.Parsing;
using Syncline.Generator.Signatures;

namespace Syncline.Analyzers;

/// <summary>The project's file of checked-in models, read once, and the rules of its lines: SYNC016 where the model is gone, SYNC017.</summary>
internal sealed class CheckedInModels
{
    private readonly AdditionalText _file;
    // Publication only: a cancelled look must not be remembered.
    private readonly Lazy<ModelFile> _models;

    private CheckedInModels(AdditionalText file)
    {
        _file = file;
        _models = new(() => ModelFile.Read(file.GetText()?.Lines.Select(line => line.ToString()) ?? []), LazyThreadSafetyMode.PublicationOnly);
    }

    public ModelFile Models => _models.Value;

    /// <summary>The file among the project's additional ones; <see langword="null"/> where there is none, and then no rule speaks of it.</summary>
    public static CheckedInModels? Find(AnalyzerOptions options)
        => options.AdditionalFiles.FirstOrDefault(file => Path.GetFileName(file.Path) == ModelLine.FileName) is { } file ? new(file) : null;

    public void Check(AdditionalFileAnalysisContext context)
    {
        if (context.AdditionalFile.Path != _file.Path || context.AdditionalFile.GetText(context.CancellationToken) is not { } text) return;
        foreach (var (number, problem) in Models.Problems) context.ReportDiagnostic(Diagnostic.Create(Rules.ModelLineUnreadable, Place(text, number), number + 1, problem));
        foreach (var (number, line) in Models.Lines)
        {
            if (IsModel(context.Compilation, line.Name)) continue;
            var fix = FixData.ModelLine(line.Name, null).Properties;
            context.ReportDiagnostic(Diagnostic.Create(Rules.ModelNotCheckedIn, Place(text, number), fix, line.Name, "is no model of this project any more: remove its line from Syncline.Models.txt; if it was renamed, name its old states with Id so that its syncs keep them"));
        }
    }

    private Location Place(SourceText text, int number)
    {
        var span = text.Lines[number].Span;
        return Location.Create(_file.Path, span, text.Lines.GetLinePositionSpan(span));
    }

    private static bool IsModel(Compilation compilation, string name)
    {
        INamespaceOrTypeSymbol? found = compilation.Assembly.GlobalNamespace;
        foreach (var part in name.Split('.'))
        {
            var bare = part.Split('<')[0];
            var arity = part.Length == bare.Length ? 0 : part.Count(c => c == ',') + 1;
            found = found.GetMembers(bare).OfType<INamespaceOrTypeSymbol>().FirstOrDefault(member => (member is INamedTypeSymbol type ? type.Arity : 0) == arity);
            if (found is null) return false;
        }

        return found is INamedTypeSymbol model && model.GetAttributes().Find("SyncModelAttribute") is not null;
    }
}
