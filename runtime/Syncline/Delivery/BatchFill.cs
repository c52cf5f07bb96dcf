namespace Syncline;

/// <summary>How full a batch is: rows may be a few bytes or megabytes long, and a batch is held in memory.</summary>
/// <param name="most">The most operations it may have.</param>
internal struct BatchFill(int most)
{
    private const long MostBytes = 32L << 20;
    private int _operations;
    private long _bytes;

    /// <summary>Whether it takes no more.</summary>
    public readonly bool IsFull => _operations >= most || _bytes >= MostBytes;

    public void Add(int rowLength)
    {
        _operations++;
        _bytes += rowLength;
    }
}
