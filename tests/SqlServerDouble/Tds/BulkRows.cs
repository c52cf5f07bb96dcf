using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Tds;

/// <summary>The message of a bulk load: columns, then rows.</summary>
internal sealed class BulkRows
{
    private readonly WireReader _reader;
    private readonly List<WireType> _types = [];

    public BulkRows(byte[] body)
    {
        _reader = new WireReader(body);
        if (body.Length == 0)
            return;
        if (_reader.Byte() != 0x81)
            throw SqlErrors.NotSupported("a bulk load without column metadata");
        var count = _reader.UInt16();
        for (var index = 0; index < count; index++)
        {
            _reader.UInt32();
            _reader.UInt16();
            _types.Add(_reader.Type());
            _reader.ByteLengthText();
        }
    }

    public IReadOnlyList<SqlType> Types => _types.ConvertAll(type => type.Type);

    public IEnumerable<object?[]> Read()
    {
        while (!_reader.IsAtEnd && _reader.Byte() is var token && token is 0xD1 or 0xD2)
        {
            var nulls = token == 0xD2 ? _reader.Bytes((_types.Count + 7) / 8).ToArray() : [];
            var row = new object?[_types.Count];
            for (var index = 0; index < row.Length; index++)
                row[index] = nulls.Length > 0 && (nulls[index / 8] & 1 << index % 8) != 0 ? null : _reader.Value(_types[index]);
            yield return row;
        }
    }
}
