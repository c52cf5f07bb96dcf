namespace Syncline.Analyzers.EventKeys;

/// <summary>What a column's type says of how many values it can take.</summary>
internal enum EventColumnKind
{
    /// <summary>Numbers, text, and everything else with many values.</summary>
    Many,

    /// <summary>Text, which can be any of the things below in disguise.</summary>
    Text,

    /// <summary>Whole numbers, which can hold a time, too.</summary>
    Integer,

    /// <summary>A type made to be unique: <c>Guid</c>, <c>Ulid</c>.</summary>
    Unique,

    /// <summary>An instant: <c>DateTime</c>, <c>DateTimeOffset</c>.</summary>
    Timestamp,

    /// <summary>A day: <c>DateOnly</c>. It counts as a type with few values, but for a model of one row a day.</summary>
    Day,

    /// <summary>A type with few values: <c>bool</c>, enums, <c>byte</c>.</summary>
    Few,
}
