using System.Text;

namespace Syncline;

/// <summary>The characters of a row group's texts, in memory that the next group uses again.</summary>
internal sealed class TextArena
{
    private const int BlockSize = 1 << 16;
    private readonly List<char[]> _blocks = [];
    private int _block;
    private int _used;

    /// <summary>Adds a text of valid UTF-8.</summary>
    /// <returns>Its characters, until <see cref="Clear"/>.</returns>
    public ReadOnlyMemory<char> Add(ReadOnlySpan<byte> text)
    {
        // No text has more characters than bytes.
        while (_block < _blocks.Count && _blocks[_block].Length - _used < text.Length) (_block, _used) = (_block + 1, 0);
        if (_block == _blocks.Count) _blocks.Add(new char[Math.Max(BlockSize, text.Length)]);
        var start = _used;
        _used += Encoding.UTF8.GetChars(text, _blocks[_block].AsSpan(start));
        return _blocks[_block].AsMemory(start, _used - start);
    }

    /// <summary>Forgets the texts.</summary>
    public void Clear() => (_block, _used) = (0, 0);
}
