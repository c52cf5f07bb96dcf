namespace Syncline.Analyzers.EventKeys;

/// <summary>Finds the model whose key an event's key is.</summary>
internal static class OtherModelFinder
{
    /// <summary>The other model's name; <see langword="null"/> when there is none, or the event happens to one of it once.</summary>
    public static string? Find(EventModel model, IReadOnlyList<KeyPart> parts, ModelName name)
    {
        var found = parts.Count == 1 ? FindByPart(model, parts[0]) : FindByParts(model, name)?.Name;
        if (found is null) return null;
        return name.HappensOnce && Relation(name, found) is not NameRelation.Unrelated ? null : found;
    }

    /// <summary>The model whose key a single column is.</summary>
    private static string? FindByPart(EventModel model, KeyPart part)
    {
        var column = part.Column;
        if (column.References.Length > 0) return column.References == model.Name ? null : column.References;
        if (part.Role is KeyPartRole.Sequence or KeyPartRole.Timestamp or KeyPartRole.Day or KeyPartRole.EventType) return null;
        var words = NameWords.Split(column.Name);
        var thing = KeyPartReader.ThingOf(words);
        if (thing.Length == 0 || words.Length == 1 && EventKeyWords.Generic.Contains(words[0])) return null;
        foreach (var other in model.OtherModels)
        {
            if (other.Name == model.Name || other.Key.Count != 1 || other.Key[0].Type != column.Type) continue;
            var key = NameWords.Split(other.Key[0].Name);
            var isNamedForIt = new ModelName(other.Name).RelationTo(thing) == NameRelation.Same && (key.SequenceEqual(words) || EventKeyWords.OwnIds.Contains(string.Concat(key)));
            // Two event models may well be keyed alike by what both happen to; the key of a model of things is the thing's.
            if (isNamedForIt || !other.IsEvent && key.SequenceEqual(words)) return other.Name;
        }

        return null;
    }

    private static OtherModel? FindByParts(EventModel model, ModelName name)
        => model.OtherModels.FirstOrDefault(other => other.Name != model.Name && !other.IsEvent && SameColumns(other.Key, model.Key) && Relation(name, other.Name) is not NameRelation.Unrelated);

    private static bool SameColumns(IReadOnlyList<EventColumn> one, IReadOnlyList<EventColumn> other)
        => one.Count == other.Count && one.All(column => other.Any(candidate => candidate.Type == column.Type && NameWords.Join(candidate.Name) == NameWords.Join(column.Name)));

    private static NameRelation Relation(ModelName name, string other) => name.RelationTo(new ModelName(other).Core);
}
