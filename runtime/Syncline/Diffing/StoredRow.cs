namespace Syncline;

/// <summary>A row as a run keeps it until it is delivered. Its columns can be had without building the record: no string is made of a text that is stored as UTF-8.</summary>
public readonly ref struct StoredRow
{
    private readonly ReadOnlySpan<byte> _row;

    internal StoredRow(ReadOnlySpan<byte> row) => _row = row;

    /// <summary>Hands the columns to a writer, in ordinal order, as the model would. Text comes by <see cref="IUtf8RowWriter.Utf8"/>, and by <see cref="IRowWriter.Text"/> where half of a surrogate pair is in it, which UTF-8 has no form for.</summary>
    /// <param name="writer">Takes them.</param>
    /// <exception cref="InvalidDataException">What was stored is damaged.</exception>
    public void CopyTo<TWriter>(ref TWriter writer)
        where TWriter : IUtf8RowWriter, allows ref struct
        => new RowCodecReader(_row).CopyTo(ref writer);
}
