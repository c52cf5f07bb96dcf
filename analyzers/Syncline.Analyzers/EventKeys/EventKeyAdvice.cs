namespace Syncline.Analyzers.EventKeys;

/// <summary>Finds the columns that would make a better key.</summary>
internal static class EventKeyAdvice
{
    private static readonly HashSet<string> BestTimes = new(StringComparer.Ordinal) { "at", "timestamp", "eventtimestamp", "eventtime", "occurredat", "occurredon", "happenedat", "time" };
    private static readonly HashSet<string> LaterTimes = new(StringComparer.Ordinal) { "receivedat", "loadedat", "updatedat", "updatedon", "modifiedat", "modifieddate", "syncedat", "processedat", "etltstamp" };

    /// <summary>The verdict with advice: the event's own id where there is one, else the columns to add.</summary>
    public static EventKeyVerdict Add(EventKeyVerdict verdict, EventModel model, KeyPartReader reader)
    {
        var candidates = model.Others.Where(column => column.CanBeKey).Select(reader.Read).ToArray();
        if (OwnId(model, candidates) is { } own) return verdict with { OwnId = own };
        var additions = verdict.Problem switch
        {
            EventKeyProblem.TimestampAlone => [.. Entity(candidates), .. Type(candidates)],
            _ => Apart(candidates) is { } apart ? [.. NeedsEntity(verdict, model, reader) ? Entity(candidates) : [], apart.Column.Name, .. apart.Role == KeyPartRole.Timestamp ? Type(candidates) : []] : (List<string>)[],
        };
        return verdict with { Additions = additions };
    }

    private static string? OwnId(EventModel model, KeyPart[] candidates)
    {
        bool IsDeclaredUnique(KeyPart part) => model.UniqueColumns.Any(set => set.Count == 1 && set[0] == part.Column.Name);

        var own = candidates.Where(part => part.Role == KeyPartRole.Own || IsDeclaredUnique(part));
        return own.OrderBy(part => IsDeclaredUnique(part) ? 0 : part.Column.Kind == EventColumnKind.Unique ? 1 : 2).FirstOrDefault()?.Column.Name;
    }

    private static KeyPart? Apart(KeyPart[] candidates)
        => candidates.FirstOrDefault(part => part.Role == KeyPartRole.Sequence) ?? candidates.Where(part => part.Role == KeyPartRole.Timestamp).OrderBy(Lateness).FirstOrDefault();

    // The time of the event rather than of what was done with it later.
    private static int Lateness(KeyPart part)
    {
        var name = NameWords.Join(part.Column.Name);
        return BestTimes.Contains(name) ? 0 : LaterTimes.Contains(name) ? 2 : 1;
    }

    // A status and a time name no one: events of two customers at one moment would still be one.
    private static bool NeedsEntity(EventKeyVerdict verdict, EventModel model, KeyPartReader reader)
        => verdict.Problem is EventKeyProblem.FewValues or EventKeyProblem.LooksForeign && !model.Key.Any(column => reader.Read(column).Role == KeyPartRole.Foreign);

    private static IEnumerable<string> Entity(KeyPart[] candidates)
        => candidates.Where(part => part.Role == KeyPartRole.Foreign).Select(part => part.Column.Name).Take(1);

    private static IEnumerable<string> Type(KeyPart[] candidates)
        => candidates.Where(part => part.Role == KeyPartRole.EventType).Select(part => part.Column.Name).Take(1);
}
