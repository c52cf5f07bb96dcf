using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Keys to bytes and back. What <see cref="Encode"/> gives for a row's key is what <see cref="RowEncoder.KeyBytes"/> gives for the row.</summary>
internal static class KeyCodec
{
    /// <summary>Encodes a key into the start of a buffer from the pool, growing it where needed.</summary>
    /// <param name="key">The key; a part is never null.</param>
    /// <param name="schema">The schema of the key's model.</param>
    /// <param name="buffer">The buffer; an empty array is fine. <see cref="PooledBuffer.Release"/> gives it back.</param>
    /// <returns>The bytes written.</returns>
    public static int Encode<TKey>(in TKey key, SyncSchema schema, ref byte[] buffer)
        where TKey : struct, ISyncKey<TKey>
    {
        var writer = new Writer(schema, buffer);
        TKey.Write(in key, ref writer);
        buffer = writer.Buffer;
        return writer.End;
    }

    /// <summary>The key of an encoding. Bytes after it, as the zeros of an image, are not looked at.</summary>
    /// <returns>A key equal to the one encoded, text as it was spelled.</returns>
    /// <exception cref="InvalidDataException">The bytes are no key of this model.</exception>
    public static TKey Decode<TKey>(ReadOnlySpan<byte> keyBytes, SyncSchema schema)
        where TKey : struct, ISyncKey<TKey>
    {
        var reader = new Reader(schema, keyBytes);
        return TKey.Read(ref reader);
    }

    private struct Writer(SyncSchema schema, byte[] buffer) : IRowWriter
    {
        public byte[] Buffer = buffer;
        public int End;

        public readonly void Null(int column)
            => throw new InvalidOperationException($"The key part {schema.Columns[schema.Key[column]].Name} of {schema.Model} is null. A row with a null key part has no key.");

        public void Value<T>(int column, T value)
            where T : struct
        {
            PooledBuffer.Ensure(ref Buffer, End, CanonicalForm.MaxSize);
            End += CanonicalForm.Write(ref Buffer[End], value);
        }

        public void Text(int column, string value)
        {
            if (value is null) Null(column);
            End = CanonicalText.Write(ref Buffer, End, value, fold: false);
        }

        public void Bytes(int column, ReadOnlySpan<byte> value) => End = CanonicalText.WriteBytes(ref Buffer, End, value);
    }

    private ref struct Reader(SyncSchema schema, ReadOnlySpan<byte> bytes) : IRowReader
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsNull(int column) => false;

        public T Value<T>(int column)
            where T : struct
        {
            Check(column, ColumnKinds.Of<T>());
            var value = CanonicalForm.Read<T>(_rest, out var size);
            _rest = _rest[size..];
            return value;
        }

        public string Text(int column)
        {
            Check(column, ColumnKind.Text);
            return Wtf8.Decode(Take());
        }

        public byte[] Bytes(int column)
        {
            Check(column, ColumnKind.Bytes);
            return Take().ToArray();
        }

        private ReadOnlySpan<byte> Take()
        {
            var taken = CanonicalText.Read(_rest, out var size);
            _rest = _rest[size..];
            return taken;
        }

        private readonly void Check(int part, ColumnKind kind)
        {
            var column = schema.Columns[schema.Key[part]];
            if (column.Kind != kind) throw new InvalidOperationException($"The key part {column.Name} of {schema.Model} is of kind {column.Kind}, and is read as {kind}.");
        }
    }
}
