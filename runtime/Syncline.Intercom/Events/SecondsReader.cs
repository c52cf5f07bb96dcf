namespace Syncline;

/// <summary>Takes the seconds of one column of a row.</summary>
internal struct SecondsReader(int wanted) : IRowWriter
{
    private long _seconds;

    /// <summary>The seconds since 1970 of a column that is a time.</summary>
    public static long Of<TModel>(in TModel row, int column)
        where TModel : ISyncModel<TModel>
    {
        var reader = new SecondsReader(column);
        TModel.Write(in row, ref reader);
        return reader._seconds;
    }

    public readonly void Null(int column)
    {
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (column == wanted) _seconds = EpochSeconds.Of(value) ?? 0;
    }

    public readonly void Text(int column, string value)
    {
    }

    public readonly void Bytes(int column, ReadOnlySpan<byte> value)
    {
    }
}
