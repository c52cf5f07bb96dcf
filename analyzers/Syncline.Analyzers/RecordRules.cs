using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>SYNC110 and SYNC111: a sync bound to a destination has a key that the destination finds its records by, and the columns it needs.</summary>
internal static class RecordRules
{
    public static void Check(Declaration declaration, AttributeData attribute, Sync sync)
    {
        if (declaration.Model is not { } model || DestinationRules.Bound(attribute) is not { } destination) return;
        // What happened and what is to be done have keys of their own.
        var finds = sync.Type is SyncType.Objects or SyncType.Segments ? ColumnDemands.FindsBy(destination) : null;
        var missing = ColumnDemands.Needs(destination).Where(names => !model.Columns.Any(column => ColumnDemands.IsNamed(column.Name, names))).ToArray();
        foreach (var names in missing) ReportMissing(declaration, attribute, destination, names, IsKey(names));
        // Of a column that is not there one rule speaks.
        if (finds is var (columns, ignoresCase) && !missing.Any(IsKey)) CheckKey(declaration, attribute, model, destination, columns, ignoresCase);

        bool IsKey(string[] names) => finds is var (wanted, _) && names.Any(name => ColumnDemands.IsNamed(name, wanted));
    }

    private static void ReportMissing(Declaration declaration, AttributeData attribute, INamedTypeSymbol destination, string[] names, bool isKey)
    {
        var left = declaration.Properties.FirstOrDefault(property => property.IsIgnored && ColumnDemands.IsNamed(property.Name, names));
        var wayOut = (left is null ? "add it, or name a column so with [SyncColumn]" : $"take [SyncIgnore] off '{left.Name}'") + (isKey ? ", and key the model by it" : "");
        declaration.Report(Rules.ColumnNeeded, Sites.Of(attribute, declaration.CancellationToken), destination.Name, Sentence.Names(names, "or"), declaration.Type.Name, wayOut);
    }

    private static void CheckKey(Declaration declaration, AttributeData attribute, SyncModel model, INamedTypeSymbol destination, string[] names, bool ignoresCase)
    {
        var key = model.Key.Select(ordinal => model.Columns[ordinal]).ToArray();
        if (key is [var only] && (names.Length == 0 || ColumnDemands.IsNamed(only.Name, names)))
        {
            if (ignoresCase) CheckCase(declaration, attribute, destination, only);
            return;
        }

        var better = model.Columns.FirstOrDefault(column => ColumnDemands.IsNamed(column.Name, names));
        var canBeKey = better is { IsNullable: false, IsCompared: true } && (!ignoresCase || better.Kind == ColumnKind.Text);
        var fix = canBeKey ? FixData.Choices(ignoresCase && !better!.IgnoresCase ? [$"Key={better.Member}", $"IgnoreCase={better.Member}"] : [$"Key={better!.Member}"]) : FixData.None;
        Report(
            declaration,
            attribute,
            fix,
            destination.Name,
            names.Length == 0 ? "one column" : $"the column {Sentence.Names(names, "or")} alone",
            $"is keyed by {Sentence.Names(key.Select(column => column.Name))}",
            better is not null ? $"key it by '{better.Member}'"
                : names.Length == 0 ? "key it by one, which the query makes of these if need be"
                : "add that column, or name one so with [SyncColumn], and key it by that");
    }

    private static void CheckCase(Declaration declaration, AttributeData attribute, INamedTypeSymbol destination, Column key)
    {
        const string Finds = "a text in whatever case";
        if (key.Kind != ColumnKind.Text)
            Report(declaration, attribute, FixData.None, destination.Name, Finds, $"is keyed by '{key.Name}', which is no text", "make it a string");
        else if (!key.IgnoresCase)
            Report(declaration, attribute, FixData.Choices([$"IgnoreCase={key.Member}"]), destination.Name, Finds, $"tells spellings of '{key.Name}' apart that are one record there", $"add [SyncColumn(IgnoreCase = true)] to '{key.Member}'");
    }

    private static void Report(Declaration declaration, AttributeData attribute, FixData fix, string destination, string finds, string has, string wayOut)
        => declaration.Report(Rules.KeyUnfound, Sites.Of(attribute, declaration.CancellationToken), fix, destination, finds, declaration.Type.Name, has, wayOut);
}
