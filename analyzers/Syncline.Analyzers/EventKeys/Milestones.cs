namespace Syncline.Analyzers.EventKeys;

/// <summary>Knows what a person, an account or a product goes through once, so that it may be known by whose it is: <c>TrialExpired</c> by a <c>UserId</c>.</summary>
internal static class Milestones
{
    /// <summary>Whether an event is of something that everyone has one of: <c>AccountDeleted</c>, <c>EmailVerified</c>.</summary>
    public static bool AreOfAnyone(ModelName name)
        => Consists(name, EventKeyWords.OneEach.Contains, EventKeyWords.Milestones.Contains) || Consists(name, EventKeyWords.Reachable.Contains, EventKeyWords.Confirmations.Contains);

    /// <summary>Whether a column holds an address or a name by which the event's person is known: <c>Email</c> of <c>UserRegistered</c>.</summary>
    public static bool AreKnownBy(ModelName name, string[] words)
        => IsAddress(name, words) && (AreOfAnyone(name) || AreOfPerson(name));

    /// <summary>Whether an event makes or ends a product.</summary>
    public static bool AreOfProduct(ModelName name) => Consists(name, EventKeyWords.Products.Contains, EventKeyWords.Lifecycle.Contains);

    // An inviter's address is not the user's: only the name of whom the event is of may stand in front.
    private static bool IsAddress(ModelName name, string[] words)
        => EventKeyWords.Addresses.Contains(string.Concat(words)) || EventKeyWords.Addresses.Contains(string.Concat(words.SkipWhile(word => word == "user" || EventKeyWords.Actors.Contains(word) && name.Core.Contains(word))));

    // An account is opened once, but a mail again and again.
    private static bool AreOfPerson(ModelName name)
        => Consists(name, IsPerson, EventKeyWords.Milestones.Contains)
            || Consists(name, word => IsPerson(word) || EventKeyWords.Reachable.Contains(word), EventKeyWords.Confirmations.Contains)
            || Consists(name, word => word == "account", word => word == "opened");

    private static bool IsPerson(string word) => EventKeyWords.Actors.Contains(word) || EventKeyWords.OneEach.Contains(word);

    // Any other word may mean something that happens more often.
    private static bool Consists(ModelName name, Func<string, bool> isSubject, Func<string, bool> isDeed)
        => name.Core.Any(isSubject) && name.Core.Any(isDeed) && Array.TrueForAll(name.Core, word => isSubject(word) || isDeed(word));
}
