namespace Syncline.Analyzers.EventKeys;

/// <summary>Finds the model whose key an event's key is.</summary>
internal static class OtherModelFinder
{
    /// <summary>The other model's name; <see langword="null"/> when there is none, or the event happens to one of it once.</summary>
    public static string? Find(EventModel model, IReadOnlyList<KeyPart> parts, ModelName name)
    {
        var found = parts.Count == 1 ? FindByPart(model, parts[0]) : FindByParts(model, name);
        return found is null || name.HappensOnce && StandsIn(found, name) || IsActor(found) && Milestones.AreOfAnyone(name) ? null : found;
    }

    /// <summary>The model whose key a single column is.</summary>
    private static string? FindByPart(EventModel model, KeyPart part)
    {
        var column = part.Column;
        if (column.References.Length > 0) return column.References == model.Name ? null : column.References;
        if (part.Role is KeyPartRole.Sequence or KeyPartRole.Timestamp or KeyPartRole.Day or KeyPartRole.EventType) return null;
        var words = NameWords.Split(column.Name);
        var joined = string.Concat(words);
        bool HasKey(OtherModel other, Func<string, bool> name) => other.Name != model.Name && other.Key.Count == 1 && other.Key[0].Type == column.Type && name(NameWords.Join(other.Key[0].Name));

        var others = model.OtherModels.Value;
        var found = others.Named(KeyPartReader.ThingOf(NameWords.Split(column.Wrapper))).FirstOrDefault(other => HasKey(other, _ => true));
        if (found is not null || KeyPartReader.ThingOf(words).Length == 0 || words.Length == 1 && EventKeyWords.Generic.Contains(joined)) return found?.Name;
        found = others.Named(KeyPartReader.ThingOf(words)).FirstOrDefault(other => HasKey(other, key => key == joined || EventKeyWords.OwnIds.Contains(key)));
        // Two event models may well be keyed alike by what both happen to; the key of a model of things is the thing's.
        return (found ?? others.KeyedLike([column]).FirstOrDefault(other => !other.IsEvent && other.Name != model.Name))?.Name;
    }

    private static string? FindByParts(EventModel model, ModelName name)
        => model.OtherModels.Value.KeyedLike(model.Key).FirstOrDefault(other => other.Name != model.Name && !other.IsEvent && StandsIn(other.Name, name))?.Name;

    private static bool IsActor(string other) => new ModelName(other).Core is [.., var last] && EventKeyWords.Actors.Contains(last);

    private static bool StandsIn(string other, ModelName name) => name.RelationTo(new ModelName(other).Core) != NameRelation.Unrelated;
}
