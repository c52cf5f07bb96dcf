namespace Syncline.Analyzers.EventKeys;

/// <summary>What is wrong with the key of an event; the numbers are the rules'.</summary>
internal enum EventKeyProblem
{
    /// <summary>Nothing, as far as names and types tell.</summary>
    None = 0,

    /// <summary>It looks like the id or an attribute of something else.</summary>
    LooksForeign = 201,

    /// <summary>It is the key of another model.</summary>
    OtherModelsKey = 202,

    /// <summary>All its types have few values.</summary>
    FewValues = 203,

    /// <summary>It has several parts, and none tells two events of one entity apart.</summary>
    NothingTellsApart = 204,

    /// <summary>It is a time and nothing else.</summary>
    TimestampAlone = 205,
}
