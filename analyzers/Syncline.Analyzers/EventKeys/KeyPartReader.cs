namespace Syncline.Analyzers.EventKeys;

/// <summary>Says of each column of an event model what it looks like.</summary>
internal sealed class KeyPartReader(EventModel model, EventKeyNames names)
{
    /// <summary>The model's name.</summary>
    public ModelName Name { get; } = new(model.Name);

    public KeyPart Read(EventColumn column)
    {
        if (names.IsOwn(column.Name)) return new(column, KeyPartRole.Own);
        if (column.References.Length > 0 && column.References != model.Name) return ReadThing(column, NameWords.Split(column.References), isKnown: true);
        var ofType = ThingOf(NameWords.Split(column.Wrapper));
        if (ofType.Length > 0 && IsActorOrThing(ofType)) return ReadThing(column, ofType, isKnown: true);

        if (ofType.Length > 0 && column.Kind == EventColumnKind.Text && ReadAttribute(column, NameWords.Split(column.Wrapper), ofType) is { } attribute) return attribute;

        var words = NameWords.Split(column.Name);
        var joined = string.Concat(words);
        var thing = ThingOf(words);
        var hasId = thing.Length < words.Length;
        if (EventKeyWords.OwnIds.Contains(joined) || hasId && Name.RelationTo(thing) == NameRelation.Same) return new(column, KeyPartRole.Own);
        if (names.IsForeign(column.Name)) return new(column, KeyPartRole.Foreign, "the id of something else");
        if (thing.Length == 0) return new(column, KeyPartRole.Unknown);
        if (IsDoer(thing) && IsNamed(column)) return new(column, KeyPartRole.Foreign, "the id of a person");
        return ReadValue(column, words, thing) ?? (IsNamed(column) ? ReadAttribute(column, words, thing) ?? ReadThing(column, thing, isKnown: false) : new(column, KeyPartRole.Unknown));
    }

    /// <summary>The words of a column's name without what says that it is an id.</summary>
    public static string[] ThingOf(string[] words)
    {
        var length = words.Length;
        while (length > 0 && EventKeyWords.Ids.Contains(words[length - 1])) length--;
        return words.Take(length).ToArray();
    }

    private static KeyPart? ReadValue(EventColumn column, string[] words, string[] thing)
    {
        var joined = string.Concat(words);
        var mayBeTime = column.Kind is EventColumnKind.Integer or EventColumnKind.Text;
        if (column.Kind == EventColumnKind.Timestamp || mayBeTime && (EventKeyWords.Timestamps.Contains(joined) || words[words.Length - 1] is "timestamp" or "tstamp")) return new(column, KeyPartRole.Timestamp);
        if (column.Kind == EventColumnKind.Day || mayBeTime && EventKeyWords.Days.Contains(joined)) return new(column, KeyPartRole.Day);
        if (EventKeyWords.Sequences.Contains(thing[thing.Length - 1])) return new(column, KeyPartRole.Sequence);
        if (IsTypeColumn(column)) return new(column, KeyPartRole.EventType, "the kind of an event");
        return column.Kind == EventColumnKind.Few ? new(column, KeyPartRole.Few) : null;
    }

    private KeyPart? ReadAttribute(EventColumn column, string[] words, string[] thing)
    {
        var last = thing[thing.Length - 1];
        var isNameOfSomething = thing.Length > 1 && last == "name" && EventKeyWords.HasIds(thing[thing.Length - 2]) && !IsDocument(thing[thing.Length - 2]);
        // The id of an e-mail or a log-in is no attribute of anybody: it is one mail, one log-in.
        var isId = thing.Length < words.Length && last is "email" or "mail" or "login" or "action" or "url";
        if (Milestones.AreKnownBy(Name, words) || last == "sku" && Milestones.AreOfProduct(Name)) return new(column, KeyPartRole.Unknown);
        // What is imported or created once is as well known by its path or name as by an id.
        if (Name.HappensOnce && (last is "path" or "url" || isNameOfSomething && Name.RelationTo([.. thing.Take(thing.Length - 1)]) == NameRelation.Happening)) return new(column, KeyPartRole.Unknown);
        var isAttribute = EventKeyWords.Attributes.Contains(last) && !isId || EventKeyWords.AttributeNames.Contains(string.Concat(words)) || words[0] == "utm" || isNameOfSomething;
        return isAttribute ? new(column, KeyPartRole.Attribute, last == "sku" ? Describe(thing) : "an attribute that many events share") : null;
    }

    private KeyPart ReadThing(EventColumn column, string[] thing, bool isKnown)
    {
        var last = thing[thing.Length - 1];
        var relation = Name.RelationTo(thing);
        var isForeign = relation switch
        {
            NameRelation.Same => false,
            NameRelation.Unrelated when Name.HappensFirst || EventKeyWords.Actors.Contains(last) && Milestones.AreOfAnyone(Name) => false,
            NameRelation.Unrelated => isKnown || IsActorOrThing(thing) && !(EventKeyWords.Episodes.Contains(last) && Name.HappensOnce) || IsDocument(last) && Name.RepeatsForDocuments,
            _ when EventKeyWords.Actors.Contains(last) || EventKeyWords.Episodes.Contains(last) => relation is NameRelation.EventOf or NameRelation.PartOfEventOf or NameRelation.Repeated,
            NameRelation.RepeatedForThings when !IsDocument(last) => EventKeyWords.Shared.Contains(last),
            _ when EventKeyWords.Things.Contains(last) => relation != NameRelation.Happening,
            NameRelation.EventOf => IsDocument(last) && model.Others.Any(IsTypeColumn),
            NameRelation.Repeated => IsDocument(last) || isKnown,
            NameRelation.RepeatedForThings => IsDocument(last) && Name.RepeatsForDocuments,
            _ => false,
        };
        if (isForeign) return new(column, IsDocument(last) && !isKnown && !Name.Repeats ? KeyPartRole.Document : KeyPartRole.Foreign, Describe(thing));
        return new(column, relation switch
        {
            NameRelation.Same => KeyPartRole.Own,
            NameRelation.EventOf => KeyPartRole.OwnByName,
            _ => KeyPartRole.Unknown,
        });
    }

    private static bool IsTypeColumn(EventColumn column)
        => column.Kind is EventColumnKind.Text or EventColumnKind.Few && EventKeyWords.TypeColumns.Contains(NameWords.Join(column.Name));

    // Amounts and durations are named like anything; only what can hold an id is read by its name.
    private static bool IsNamed(EventColumn column) => column.Kind is EventColumnKind.Text or EventColumnKind.Integer or EventColumnKind.Unique or EventColumnKind.Few || column.Wrapper.Length > 0;

    // Created by, sent by: whoever did it did more than this.
    private static bool IsDoer(string[] thing)
        => thing is [.., var deed, "by"] && (deed.EndsWith("ed", StringComparison.Ordinal) || deed is "sent" or "sold" or "made" or "written");

    private static bool IsActorOrThing(string[] thing)
        => thing[thing.Length - 1] is var last && (EventKeyWords.Actors.Contains(last) || EventKeyWords.Episodes.Contains(last) || EventKeyWords.Things.Contains(last));

    private static bool IsDocument(string word) => EventKeyWords.Documents.Contains(word);

    private static string Describe(string[] thing) => thing[thing.Length - 1] switch
    {
        "sku" => "the SKU of a product",
        // Adjectives, by which analytics tools call the id of whoever was there.
        "anonymous" or "distinct" => "the id of " + WithArticle(thing) + " visitor",
        _ => "the id of " + WithArticle(thing),
    };

    private static string WithArticle(string[] thing) => ("aeio".IndexOf(thing[0][0]) >= 0 ? "an " : "a ") + string.Join(" ", thing);
}
