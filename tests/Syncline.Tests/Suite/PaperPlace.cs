using System.Collections.Immutable;

namespace Syncline.Tests.Suite;

/// <summary>What a place holds; a commit replaces it by another.</summary>
internal sealed record PaperContent
{
    public static PaperContent Empty { get; } = new();

    /// <summary>Records by the form of their key.</summary>
    public ImmutableDictionary<object, PaperRecord> Records { get; init; } = ImmutableDictionary<object, PaperRecord>.Empty;

    public ImmutableDictionary<object, PaperRecord> Members { get; init; } = ImmutableDictionary<object, PaperRecord>.Empty;

    public ImmutableDictionary<object, PaperRecord> Events { get; init; } = ImmutableDictionary<object, PaperRecord>.Empty;

    public ImmutableList<object> Actions { get; init; } = [];

    public ImmutableList<ImmutableArray<object>> Snapshots { get; init; } = [];

    public ImmutableList<(ImmutableArray<object> Added, ImmutableArray<object> Changed, ImmutableArray<object> Removed)> Diffs { get; init; } = [];

    public ImmutableDictionary<object, PaperRecord> this[SyncType type] => type switch
    {
        SyncType.Segments => Members,
        SyncType.Events => Events,
        _ => Records,
    };

    public PaperContent With(SyncType type, ImmutableDictionary<object, PaperRecord> records) => type switch
    {
        SyncType.Segments => this with { Members = records },
        SyncType.Events => this with { Events = records },
        _ => this with { Records = records },
    };
}

/// <summary>A record as it is stored.</summary>
internal sealed record PaperRecord(object Key, object?[] Cells, bool IsArchived = false);

/// <summary>A place, its rules, and the lock that one writer after the other holds until its commit.</summary>
internal sealed class PaperPlace
{
    public PaperContent Content { get; set; } = PaperContent.Empty;

    public SemaphoreSlim Writing { get; } = new(1, 1);

    public HashSet<Guid> Met { get; } = [];

    public bool IsLoose { get; set; }

    public List<(string Column, string Text)> Refusals { get; } = [];

    public List<string> Unique { get; } = [];

    public List<string> References { get; } = [];
}
