namespace Syncline.Analyzers.EventKeys;

/// <summary>Decides whether a key tells the events of a model apart, by names and types alone.</summary>
/// <remarks>
/// It can't know; it says something only where a name or a type says so plainly. What it doesn't know gets the benefit of the doubt, for a right key
/// must not be nagged. The words are in <see cref="EventKeyWords"/>, and how a column is read in <see cref="KeyPartReader"/>.
/// </remarks>
internal static class EventKeyClassifier
{
    public static EventKeyVerdict Classify(EventModel model) => Classify(model, EventKeyNames.None);

    /// <summary>The most telling problem of the key, with what would mend it.</summary>
    public static EventKeyVerdict Classify(EventModel model, EventKeyNames names)
    {
        var reader = new KeyPartReader(model, names);
        var verdict = Find(model, reader);
        return verdict.Problem == EventKeyProblem.None ? verdict : EventKeyAdvice.Add(verdict, model, reader, better => Find(better, new KeyPartReader(better, names)).Problem == EventKeyProblem.None);
    }

    private static EventKeyVerdict Find(EventModel model, KeyPartReader reader)
        => model.AssertsUniqueKey || model.Key.Count == 0 || model.UniqueColumns.Any(set => IsWithin(set, model.Key))
            ? EventKeyVerdict.Fine
            : Find(model, reader.Name, [.. model.Key.Select(reader.Read)]);

    private static EventKeyVerdict Find(EventModel model, ModelName name, KeyPart[] parts)
    {
        bool All(Func<KeyPart, bool> predicate) => Array.TrueForAll(parts, part => predicate(part));

        if (All(HasFewValues)) return name.IsPeriodic && parts.Any(IsTime) ? EventKeyVerdict.Fine : new(EventKeyProblem.FewValues, "");
        if (parts.Any(part => part.Role == KeyPartRole.Own)) return EventKeyVerdict.Fine;
        if (OtherModelFinder.Find(model, parts, name) is { } other) return new(EventKeyProblem.OtherModelsKey, other);
        if (parts.Any(part => part.Role == KeyPartRole.OwnByName)) return EventKeyVerdict.Fine;
        if (All(IsTime)) return name.IsPeriodic ? EventKeyVerdict.Fine : new(EventKeyProblem.TimestampAlone, "");
        if (parts.Length == 1) return SaysNothing(parts[0]) || parts[0].Role == KeyPartRole.Document ? new(EventKeyProblem.LooksForeign, parts[0].Reason) : EventKeyVerdict.Fine;
        return TellsApart(name, parts) ? EventKeyVerdict.Fine : new(EventKeyProblem.NothingTellsApart, "");
    }

    // A day tells the days of one entity apart, which is enough unless the event is one that happens many times a day.
    private static bool TellsApart(ModelName name, KeyPart[] parts)
        => name.HappensOnce || parts.Any(part => !SaysNothing(part) && !(IsDayOfEvent(part) && name.Repeats && !name.IsPeriodic));

    // The start of a period, an effective date and the like are no day on which things merely happened.
    private static bool IsDayOfEvent(KeyPart part) => part.Role == KeyPartRole.Day && EventKeyWords.Days.Contains(NameWords.Join(part.Column.Name));

    private static bool SaysNothing(KeyPart part) => part.Role is KeyPartRole.Foreign or KeyPartRole.Attribute or KeyPartRole.EventType or KeyPartRole.Few;

    private static bool HasFewValues(KeyPart part) => part.Column.Kind is EventColumnKind.Few or EventColumnKind.Day;

    private static bool IsTime(KeyPart part) => part.Role is KeyPartRole.Timestamp or KeyPartRole.Day;

    private static bool IsWithin(IReadOnlyList<string> names, IReadOnlyList<EventColumn> columns)
        => names.Count > 0 && names.All(name => columns.Any(column => column.Name == name));
}
