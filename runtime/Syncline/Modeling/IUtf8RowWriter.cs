namespace Syncline;

/// <summary>A row writer that takes text as UTF-8 too, as drivers, files and the spool hold it.</summary>
public interface IUtf8RowWriter : IRowWriter
{
    /// <summary>The column's text as valid UTF-8, in the place of <see cref="IRowWriter.Text"/>; valid during the call.</summary>
    void Utf8(int column, ReadOnlySpan<byte> value);
}
