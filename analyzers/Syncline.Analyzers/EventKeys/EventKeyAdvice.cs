namespace Syncline.Analyzers.EventKeys;

/// <summary>Finds the columns that would make a better key.</summary>
internal static class EventKeyAdvice
{
    private static readonly HashSet<string> BestTimes = new(StringComparer.Ordinal) { "at", "timestamp", "eventtimestamp", "eventtime", "occurredat", "occurredon", "happenedat", "time" };
    private static readonly HashSet<string> LaterTimes = new(StringComparer.Ordinal) { "receivedat", "loadedat", "updatedat", "updatedon", "modifiedat", "modifieddate", "syncedat", "processedat", "etltstamp" };

    /// <summary>The verdict with advice: the event's own id where there is one, else the columns to add. What would not end the problem is not advised.</summary>
    public static EventKeyVerdict Add(EventKeyVerdict verdict, EventModel model, KeyPartReader reader, Func<EventModel, bool> isFine)
    {
        var candidates = model.Others.Where(column => column.CanBeKey).Select(reader.Read).ToArray();
        bool Helps(IReadOnlyList<EventColumn> key) => isFine(model with { Key = key, Others = [.. model.Key.Concat(model.Others).Where(column => !key.Contains(column))] });

        if (OwnId(model, candidates) is { } own && Helps([own])) return verdict with { OwnId = own.Name };
        var additions = Additions(verdict.Problem, model, candidates, reader);
        return additions.Count > 0 && Helps([.. model.Key, .. additions]) ? verdict with { Additions = [.. additions.Select(column => column.Name)] } : verdict;
    }

    private static List<EventColumn> Additions(EventKeyProblem problem, EventModel model, KeyPart[] candidates, KeyPartReader reader)
    {
        if (problem == EventKeyProblem.TimestampAlone) return [.. Entity(candidates), .. Type(candidates)];
        if (Apart(candidates) is not { } apart) return [];
        return [.. NeedsEntity(problem, model, reader) ? Entity(candidates) : [], apart.Column, .. apart.Role == KeyPartRole.Timestamp ? Type(candidates) : []];
    }

    private static EventColumn? OwnId(EventModel model, KeyPart[] candidates)
    {
        bool IsDeclaredUnique(KeyPart part) => model.UniqueColumns.Any(set => set.Count == 1 && set[0] == part.Column.Name);

        var own = candidates.Where(part => part.Role == KeyPartRole.Own || IsDeclaredUnique(part));
        return own.OrderBy(part => IsDeclaredUnique(part) ? 0 : part.Column.Kind == EventColumnKind.Unique ? 1 : 2).FirstOrDefault()?.Column;
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
    private static bool NeedsEntity(EventKeyProblem problem, EventModel model, KeyPartReader reader)
        => problem is EventKeyProblem.FewValues or EventKeyProblem.LooksForeign && !model.Key.Any(column => reader.Read(column).Role == KeyPartRole.Foreign);

    private static IEnumerable<EventColumn> Entity(KeyPart[] candidates)
        => candidates.Where(part => part.Role == KeyPartRole.Foreign).Select(part => part.Column).Take(1);

    private static IEnumerable<EventColumn> Type(KeyPart[] candidates)
        => candidates.Where(part => part.Role == KeyPartRole.EventType).Select(part => part.Column).Take(1);
}
