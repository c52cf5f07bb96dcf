using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>SYNC110 and SYNC111: a model that is given to a destination has a key that the destination finds its records by, and the columns it needs.</summary>
internal static class RecordRules
{
    public static void Check(RecordSite site, SyncType type)
    {
        // What happened and what is to be done have keys of their own.
        var finds = type is SyncType.Objects or SyncType.Segments ? ColumnDemands.FindsBy(site.Destination) : null;
        var isKeyMissing = false;
        foreach (var demand in ColumnDemands.Needs(site.Destination))
        {
            var found = site.Model.Columns.Where(column => ColumnDemands.IsNamed(column.Name, demand.Names)).ToArray();
            var isKey = finds is not null && demand.Names.Any(name => ColumnDemands.IsNamed(name, finds.Names));
            if (found.Length == 0 && demand.IsOptional) continue;
            isKeyMissing |= isKey && found.Length == 0;
            if (found.Length == 0) ReportMissing(site, demand.Names, isKey);
            else if (found.Length > 1 && demand.OnlyOne) ReportSeveral(site, demand.Names, found);
            else if (demand.Kinds.Length > 0 && !found.Any(column => demand.Kinds.Contains(column.Kind))) ReportKind(site, demand.Kinds, found[0]);
        }

        // Of a column that is not there one rule speaks.
        if (finds is not null && !isKeyMissing) CheckKey(site, finds);
    }

    private static void ReportMissing(RecordSite site, string[] names, bool isKey)
    {
        var left = site.Properties.FirstOrDefault(property => property.IsIgnored && ColumnDemands.IsNamed(property.Name, names));
        var wayOut = (left is null ? "add it, or name a column so with [SyncColumn]" : $"take [SyncIgnore] off '{left.Name}'") + (isKey ? ", and key the model by it" : "");
        ReportColumn(site, $"nothing without the column {Sentence.Names(names, "or")}, which '{site.Type.Name}' lacks", wayOut);
    }

    private static void ReportSeveral(RecordSite site, string[] names, Column[] found)
        => ReportColumn(site, $"one of the columns {Sentence.Names(names, "or")}, but '{site.Type.Name}' has {Sentence.Names(found.Select(column => column.Name))}", "keep one of them, and leave the others out by [SyncIgnore] or name them otherwise by [SyncColumn]");

    private static void ReportKind(RecordSite site, ColumnKind[] kinds, Column found)
        => ReportColumn(site, $"the column '{found.Name}' as {Sentence.List(kinds.Select(KindWords.Of), "or")}, but '{site.Type.Name}' has it as {KindWords.Of(found.Kind)}", "change its type, or name another column so with [SyncColumn]");

    private static void ReportColumn(RecordSite site, string takes, string wayOut) => site.Report(Rules.ColumnNeeded, FixData.None, [site.Destination.Name, takes, wayOut]);

    private static void CheckKey(RecordSite site, KeyDemand finds)
    {
        var (model, names) = (site.Model, finds.Names);
        var key = model.Key.Select(ordinal => model.Columns[ordinal]).ToArray();
        if (key is [var only] && (names.Length == 0 || ColumnDemands.IsNamed(only.Name, names)))
        {
            CheckCase(site, finds, only);
            return;
        }

        var better = model.Columns.FirstOrDefault(column => ColumnDemands.IsNamed(column.Name, names));
        ReportKey(
            site,
            better is null ? FixData.None : FixData.Choices(StepsTo(better, finds)),
            names.Length == 0 ? "one column" : $"the column {Sentence.Names(names, "or")} alone",
            $"is keyed by {Sentence.Names(key.Select(column => column.Name))}",
            better is not null ? $"key it by '{better.Member}'"
                : names.Length == 0 ? "key it by one, which the query makes of these if need be"
                : "add that column, or name one so with [SyncColumn], and key it by that");
    }

    // What makes a column the key; nothing where that can't be.
    private static string[] StepsTo(Column column, KeyDemand finds)
        => column is not { IsNullable: false, IsCompared: true } || (finds.IgnoresCase && column.Kind != ColumnKind.Text) ? []
            : finds.IgnoresCase && !column.IgnoresCase ? [$"Key={column.Member}", $"IgnoreCase={column.Member}"]
            : !finds.IgnoresCase && finds.TellsSpellingsApart && column.IgnoresCase ? [$"Key={column.Member}", $"MindCase={column.Member}"]
            : [$"Key={column.Member}"];

    private static void CheckCase(RecordSite site, KeyDemand finds, Column key)
    {
        const string Finds = "a text in whatever case";
        if (finds.IgnoresCase && key.Kind != ColumnKind.Text)
            ReportKey(site, FixData.None, Finds, $"is keyed by '{key.Name}', which is no text", "make it a string");
        else if (finds.IgnoresCase && !key.IgnoresCase)
            ReportKey(site, FixData.Choices([$"IgnoreCase={key.Member}"]), Finds, $"tells spellings of '{key.Name}' apart that are one record there", $"add [SyncColumn(IgnoreCase = true)] to '{key.Member}'");
        else if (!finds.IgnoresCase && finds.TellsSpellingsApart && key.IgnoresCase)
            ReportKey(site, FixData.Choices([$"MindCase={key.Member}"]), "a text as it is spelled", $"takes spellings of '{key.Name}' for one that may be several records there", $"take IgnoreCase off '{key.Member}', and make the spellings alike in the query");
    }

    private static void ReportKey(RecordSite site, FixData fix, string finds, string has, string wayOut)
        => site.Report(Rules.KeyUnfound, fix, [site.Destination.Name, finds, site.Type.Name, has, wayOut]);
}
