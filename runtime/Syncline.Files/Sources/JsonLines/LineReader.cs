using System.Buffers;

namespace Syncline;

/// <summary>Reads a stream line by line, without a copy of what it holds.</summary>
internal sealed class LineReader(Stream stream, string name, int maxBytes, bool waits) : IAsyncDisposable
{
    private const int FirstSize = 1 << 16;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;
    private int _scanned;
    private bool _hasEnded;
    private int _lineStart;
    private int _lineLength;

    /// <summary>The number of the line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line without its end. Valid until the next is read.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Moves to the next line that holds anything but blanks; false after the last.</summary>
    /// <exception cref="SourceException">A line is longer than may be.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!TryTakeFilled())
        {
            if (_hasEnded) return new(false);
            if (waits) return FillAsync(cancellationToken);
            MakeRoom();
            Filled(stream.Read(_buffer, _end, _buffer.Length - _end));
        }

        return new(true);
    }

    public ValueTask DisposeAsync()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_lineStart, _lineLength, _start, _end, _hasEnded) = (0, 0, 0, 0, true);
        return stream.DisposeAsync();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        do
        {
            MakeRoom();
            Filled(await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false));
            if (TryTakeFilled()) return true;
        }
        while (!_hasEnded);
        return false;
    }

    private bool TryTakeFilled()
    {
        while (TryTake())
        {
            if (!Line.Trim(" \t\r"u8).IsEmpty) return true;
        }

        return false;
    }

    private void Filled(int length)
    {
        _end += length;
        _hasEnded = length == 0;
    }

    private bool TryTake()
    {
        var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (at < 0 && (!_hasEnded || _start == _end))
        {
            _scanned = _end;
            if (_end - _start > maxBytes) throw TooLong();
            return false;
        }

        var end = at < 0 ? _end : _scanned + at;
        if (end - _start > maxBytes) throw TooLong();
        (_lineStart, _lineLength) = (_start, end - _start);
        _start = _scanned = at < 0 ? _end : end + 1;
        Number++;
        return true;
    }

    private SourceException TooLong()
        => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Line {Number + 1} of {name} has more than {maxBytes} bytes. JSON Lines have an object a line, and a line feed behind it; where objects are as long as that, raise MaxRowBytes."));

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_scanned, _end, _start) = (_scanned - _start, _end - _start, 0);
        }

        if (_end < _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
