namespace Syncline;

/// <summary>What a run record says of the records after it. Part of the state format.</summary>
internal enum RunPart : byte
{
    /// <summary>A run begins.</summary>
    Begins = 0,

    /// <summary>What follows was delivered.</summary>
    Delivered = 1,

    /// <summary>What follows was not: the mode left it alone, or the record was.</summary>
    LeftAlone = 2,
}
