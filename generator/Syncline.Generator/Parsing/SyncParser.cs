using System.Globalization;
using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Reads the syncs of a model. One that is wrong is left out; the model and its other syncs stay.</summary>
internal sealed class SyncParser(NameChooser names, EquatableArray<Column> columns, EquatableArray<int> key, ProblemList problems)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    public EquatableArray<Sync> Parse(INamedTypeSymbol type)
    {
        var syncs = new List<Sync>();
        var number = 0;
        foreach (var attribute in type.GetAttributes().Where(attribute => attribute.IsSyncline("SyncAttribute")))
        {
            if (ParseOne(type, attribute, number.ToString(CultureInfo.InvariantCulture)) is { } sync) syncs.Add(sync);
            number++;
        }

        return syncs.ToEquatableArray();
    }

    /// <summary>A sync as its attribute says it, right or wrong. Events need not write their only mode.</summary>
    public static Sync Read(AttributeData attribute, string member)
    {
        var type = (SyncType)attribute.NamedEnum("Type");
        var mode = (SyncMode)attribute.NamedEnum("Mode");
        return new()
        {
            Name = attribute.FirstText() ?? "",
            Member = member,
            Id = attribute.Named<string?>("Id", null),
            Type = type,
            Mode = mode == SyncMode.None && type == SyncType.Events ? SyncMode.Insert : mode,
            WhenRemoved = (WhenRemoved)attribute.NamedEnum("WhenRemoved"),
            FirstRun = (FirstRunPolicy)attribute.NamedEnum("FirstRun"),
            ActOn = (SyncChanges)attribute.NamedEnum("ActOn"),
            OnModelChange = (ModelChange)attribute.NamedEnum("OnModelChange"),
            RemoveAfterRuns = attribute.Named("RemoveAfterRuns", 1),
            Capabilities = EquatableArray<string>.Empty,
        };
    }

    private Sync? ParseOne(INamedTypeSymbol type, AttributeData attribute, string site)
    {
        void Report(ProblemKind kind, params string[] arguments) => problems.Add(kind, ProblemSite.Sync, site, arguments);

        if (attribute.HasErrors())
        {
            Report(ProblemKind.SyncIncomplete);
            return null;
        }

        if (FindMember(attribute.FirstText() ?? "", Report) is not { } member) return null;
        var sync = Read(attribute, member);
        if (!HasStateOfItsOwn(type, sync, Report)) return null;
        return new SyncCheck(attribute, sync, columns, key, Report).IsRight() ? sync with { Capabilities = Capabilities.Of(sync) } : null;
    }

    // The second of two syncs with one state would take what the first delivered for delivered.
    private bool HasStateOfItsOwn(INamedTypeSymbol type, Sync sync, Action<ProblemKind, string[]> report)
    {
        if (sync.Id is { } id && string.IsNullOrWhiteSpace(id))
        {
            report(ProblemKind.StateIdEmpty, [id]);
            return false;
        }

        var state = StateIds.Of(type, sync);
        if (_states.Add(state)) return true;
        report(ProblemKind.StateIdTwice, [state]);
        return false;
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
}
