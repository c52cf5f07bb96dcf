namespace Syncline;

/// <summary>What a <see cref="SideState"/> keeps.</summary>
internal interface ISideEntries
{
    /// <summary>The kind of its entries in the format.</summary>
    byte Kind { get; }

    /// <summary>What they are, in words that begin a sentence.</summary>
    string Words { get; }

    /// <summary>What becomes of a sync that has lost them, in words.</summary>
    string WithoutThem { get; }

    /// <summary>How many entries there are.</summary>
    int Count { get; }

    /// <summary>Takes the entry that some bytes begin with.</summary>
    /// <returns>How many of them it is; 0 where it is none.</returns>
    int Load(ReadOnlySpan<byte> bytes);

    /// <summary>Every entry as it is written. Nothing is noted meanwhile.</summary>
    IEnumerable<byte[]> All();
}
