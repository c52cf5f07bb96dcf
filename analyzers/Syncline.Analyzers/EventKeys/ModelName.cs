namespace Syncline.Analyzers.EventKeys;

/// <summary>The name of an event model, and how the name of a thing stands in it.</summary>
internal sealed class ModelName
{
    private readonly string[] _words;

    public ModelName(string name)
    {
        _words = NameWords.Split(name);
        Core = [.. _words.Where(word => !EventKeyWords.Neutral.Contains(word))];
        Repeats = Core.Any(Recurs);
        RepeatsForDocuments = Repeats || Core.Any(word => word is "added" or "removed");
        HappensOnce = Core.Any(word => EventKeyWords.Once.Contains(word) && !Recurs(word));
        HappensFirst = Core.Any(word => word is "first" or "initial");
        IsPeriodic = Core.Any(EventKeyWords.Periods.Contains);
    }

    /// <summary>The words that carry a meaning.</summary>
    public string[] Core { get; }

    /// <summary>Whether it names something that happens again and again: <c>PageViewed</c>.</summary>
    public bool Repeats { get; }

    /// <summary>The same of what has lines or items, as orders and carts have.</summary>
    public bool RepeatsForDocuments { get; }

    /// <summary>Whether it names something that happens once: <c>OrderPlaced</c>.</summary>
    public bool HappensOnce { get; }

    /// <summary>Whether it is the first of its kind, which whoever it happens to has one of: <c>FirstVisit</c>.</summary>
    public bool HappensFirst { get; }

    /// <summary>Whether it has one row a day, week or month.</summary>
    public bool IsPeriodic { get; }

    /// <summary>Whether a thing's name is the model's.</summary>
    public bool Is(string[] thing) => _words.SequenceEqual(thing) || Matches(thing);

    /// <summary>How a thing stands in the name.</summary>
    public NameRelation RelationTo(string[] thing)
    {
        if (Is(thing)) return NameRelation.Same;
        var at = NameWords.IndexOf(Core, thing);
        // A "domain session" is a session of a kind; whether it is the model's own one can't be told.
        if (at < 0) return NameWords.EndsWith(thing, Core) ? NameRelation.Happening : NameRelation.Unrelated;
        var rest = Core.Where((_, i) => i < at || i >= at + thing.Length).ToArray();
        // The last noun is what the model is: a ChangeRequest is a request. Only what was done to it in front of it says more: ViewedProduct.
        if (at > 0 && at + thing.Length == Core.Length) return Done([.. rest.Where(IsParticiple)]);
        if (rest.All(EventKeyWords.EventNouns.Contains)) return NameRelation.EventOf;
        if (at == 0 && EventKeyWords.Actors.Contains(thing[thing.Length - 1]) && rest.Any(EventKeyWords.RepeatingForActors.Contains)) return NameRelation.Repeated;
        return rest.Any(EventKeyWords.EventNouns.Contains) && !HappensOnce && !rest.Any(Recurs) ? NameRelation.PartOfEventOf : Done(rest);
    }

    private NameRelation Done(string[] deeds)
        => deeds.Any(Recurs) || deeds.Any(RecursForSome) ? NameRelation.Repeated : deeds.Any(HappensToMany) ? NameRelation.RepeatedForThings : NameRelation.Happening;

    private bool Recurs(string word) => word switch
    {
        "opened" => Core.Any(EventKeyWords.Openable.Contains),
        // Signed in, logged out; but a contract is signed, and a request logged, once.
        "signed" or "logged" => Core.Any(next => next is "in" or "on" or "out" or "off"),
        _ => EventKeyWords.Repeating.Contains(word),
    };

    // These say nothing of the model as a whole: a booking is reminded of once, and a position filled once.
    private bool RecursForSome(string word) => word switch
    {
        "reminder" => Core.Any(EventKeyWords.Owed.Contains),
        "position" or "location" => Core.Any(next => next is "reported" or "recorded" or "tracked"),
        _ => false,
    };

    // "Purchased" is the happening whose id is a PurchaseId.
    private bool Matches(string[] thing)
    {
        if (thing.Length == 0 || Core.Length != thing.Length) return false;
        for (var i = 0; i < thing.Length - 1; i++)
        {
            if (thing[i] != Core[i]) return false;
        }

        var (noun, verb) = (thing[thing.Length - 1], Core[thing.Length - 1]);
        return verb == noun || verb == noun + "d" || verb == noun + "ed";
    }

    // What is done to a shared thing is done by many, but for what makes or ends it.
    private static bool HappensToMany(string word)
        => EventKeyWords.RepeatingForThings.Contains(word) || IsParticiple(word) && !EventKeyWords.Lifecycle.Contains(word);

    private static bool IsParticiple(string word) => word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal) || word is "bought" or "sold" or "seen";
}
