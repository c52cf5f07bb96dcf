using System.Globalization;
using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Reads the syncs of a model. One that is wrong is left out; the model and its other syncs stay.</summary>
internal sealed class SyncParser(NameChooser names, EquatableArray<Column> columns, EquatableArray<int> key, ProblemList problems)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    public EquatableArray<Sync> Parse(INamedTypeSymbol type)
    {
        var syncs = new List<Sync>();
        var number = 0;
        foreach (var attribute in type.GetAttributes().Where(attribute => attribute.IsSyncline("SyncAttribute")))
        {
            if (ParseOne(attribute, number.ToString(CultureInfo.InvariantCulture)) is { } sync) syncs.Add(sync);
            number++;
        }

        return syncs.ToEquatableArray();
    }

    private Sync? ParseOne(AttributeData attribute, string site)
    {
        void Report(ProblemKind kind, params string[] arguments) => problems.Add(kind, ProblemSite.Sync, site, arguments);

        var name = attribute.FirstText() ?? "";
        if (attribute.HasErrors())
        {
            Report(ProblemKind.SyncIncomplete);
            return null;
        }

        if (FindMember(name, Report) is not { } member) return null;
        var sync = new Sync
        {
            Name = name,
            Member = member,
            Id = attribute.Named<string?>("Id", null),
            Type = (SyncType)attribute.NamedEnum("Type"),
            Mode = (SyncMode)attribute.NamedEnum("Mode"),
            WhenRemoved = (WhenRemoved)attribute.NamedEnum("WhenRemoved"),
            FirstRun = (FirstRunPolicy)attribute.NamedEnum("FirstRun"),
            ActOn = (SyncChanges)attribute.NamedEnum("ActOn"),
            OnModelChange = (ModelChange)attribute.NamedEnum("OnModelChange"),
            RemoveAfterRuns = attribute.Named("RemoveAfterRuns", 1),
            Capabilities = EquatableArray<string>.Empty,
        };
        return Check(sync, Report) is { } capabilities ? sync with { Capabilities = new(capabilities) } : null;
    }

    private string? FindMember(string name, Action<ProblemKind, string[]> report)
    {
        if (!_seen.Add(name))
        {
            report(ProblemKind.SyncNameTwice, [name]);
            return null;
        }

        if (name.Length > 0 && !Identifiers.IsValid(name + "Sync"))
        {
            report(ProblemKind.SyncNameInvalid, [name]);
            return null;
        }

        var member = name.Length == 0 ? names.ChooseSync() : names.IsUsed(name + "Sync") ? null : name + "Sync";
        // DefaultSync may be the fallback of the sync without a name, and the member of one called Default.
        if (member is not null && _members.Add(member)) return member;
        report(ProblemKind.SyncNameTaken, [member ?? name + "Sync"]);
        return null;
    }

    private string[]? Check(Sync sync, Action<ProblemKind, string[]> report)
    {
        if (sync.Mode == SyncMode.None && sync.Type is SyncType.Objects or SyncType.Segments)
        {
            report(ProblemKind.ModeMissing, [sync.Type.ToString()]);
            return null;
        }

        if (Capabilities.OfMode(sync.Type, sync.Mode) is not { } forRows)
        {
            report(ProblemKind.ModeUnsupported, [sync.Type.ToString(), sync.Mode.ToString()]);
            return null;
        }

        if (!Capabilities.TryOfRemoval(sync.Type, sync.Mode, sync.WhenRemoved, out var forRemovals))
        {
            report(ProblemKind.WhenRemovedUnsupported, [sync.Mode.ToString(), sync.WhenRemoved.ToString()]);
            return null;
        }

        return CheckSettings(sync, report) ? forRemovals is null ? [forRows] : [forRows, forRemovals] : null;
    }

    private bool CheckSettings(Sync sync, Action<ProblemKind, string[]> report)
    {
        var fits = true;
        void Report(ProblemKind kind, string argument)
        {
            report(kind, [argument]);
            fits = false;
        }

        if (sync.WhenRemoved == WhenRemoved.Clear)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (!columns[i].IsNullable && !key.Contains(i)) Report(ProblemKind.ClearNeedsNullable, columns[i].Member);
            }
        }

        if ((sync.ActOn & ~(SyncChanges.Added | SyncChanges.Changed)) != 0) Report(ProblemKind.ActOnUnsupported, sync.Mode.ToString());
        if (sync.RemoveAfterRuns < 1) Report(ProblemKind.RemoveAfterRunsTooSmall, sync.RemoveAfterRuns.ToString(CultureInfo.InvariantCulture));
        return fits;
    }
}
