namespace Syncline;

/// <summary>The cells of the current row: one reading serves records and hashes, so that both see the same.</summary>
internal interface ICells : IRowReader
{
    /// <summary>Gives the text of a cell that is not null to the encoder, from the file's own bytes.</summary>
    void EncodeText(int column, ref RowEncoder encoder);

    /// <summary>Gives the bytes of a cell that is not null to the encoder.</summary>
    void EncodeBytes(int column, ref RowEncoder encoder);
}
