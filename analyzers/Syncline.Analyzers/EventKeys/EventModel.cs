namespace Syncline.Analyzers.EventKeys;

/// <summary>A model with a sync of events, as the classifier sees it: plain data, no symbol.</summary>
internal sealed record EventModel
{
    /// <summary>The type's simple name.</summary>
    public required string Name { get; init; }

    /// <summary>The key's columns, in order.</summary>
    public required IReadOnlyList<EventColumn> Key { get; init; }

    /// <summary>The columns that are no key parts, in order. They are looked at only when the key leaves a doubt.</summary>
    public required IEnumerable<EventColumn> Others { get; init; }

    /// <summary>Sets of columns that are declared unique, by Entity Framework's attributes.</summary>
    public IReadOnlyList<IReadOnlyList<string>> UniqueColumns { get; init; } = [];

    /// <summary>The other models of the project. They are looked at only when the key's own names leave a doubt.</summary>
    public required Lazy<OtherModels> OtherModels { get; init; }

    /// <summary>Whether <c>UniqueKey = true</c> is written.</summary>
    public bool AssertsUniqueKey { get; init; }
}
