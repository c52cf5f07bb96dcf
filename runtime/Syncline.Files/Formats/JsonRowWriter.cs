using System.Buffers;

namespace Syncline;

/// <summary>Writes a row as the members of a JSON object.</summary>
internal struct JsonRowWriter(JsonPlan plan, Utf8Buffer buffer) : IUtf8RowWriter
{
    private const byte Quote = (byte)'"';
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (byte)c), Quote, (byte)'\\']);
    private bool _hasMember;

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Why a column can't be held, of the first that can't.</summary>
    public string? Misfit { get; private set; }

    public void Null(int column)
    {
        // A null that is left out of delivery has no member.
        if (plan.Columns[column].SkipsNull) return;
        Name(column);
        buffer.Add("null"u8);
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        Name(column);
        if (typeof(T) == typeof(char))
        {
            var one = (char)(object)value;
            Add(column, new ReadOnlySpan<char>(in one));
            return;
        }

        var isText = IsText(value);
        if (isText) buffer.Add(Quote);
        buffer.Add(value);
        if (isText) buffer.Add(Quote);
    }

    public void Text(int column, string value)
    {
        Name(column);
        Add(column, value);
    }

    public void Utf8(int column, ReadOnlySpan<byte> value)
    {
        Name(column);
        buffer.Add(Quote);
        AddEscaped(value);
        buffer.Add(Quote);
    }

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
        Name(column);
        buffer.Add(Quote);
        buffer.AddBase64(value);
        buffer.Add(Quote);
    }

    /// <summary>Whether JSON has no form for the value but text.</summary>
    private readonly bool IsText<T>(T value)
        where T : struct
        => value switch
        {
            bool or byte or sbyte or short or ushort or int or uint => false,
            long or ulong or decimal => plan.WideNumbersAsText,
            float number => !float.IsFinite(number),
            double number => !double.IsFinite(number),
            _ => true,
        };

    private void Name(int column)
    {
        if (_hasMember) buffer.Add((byte)',');
        _hasMember = true;
        buffer.Add(plan.Names[column]);
    }

    private void Add(int column, ReadOnlySpan<char> text)
    {
        buffer.Add(Quote);
        var start = buffer.Length;
        if (!buffer.TryAdd(text)) Misfit ??= $"The text of column {plan.Columns[column].Name} holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source.";
        else if (buffer.Written.Span[start..].IndexOfAny(Escaped) is >= 0 and var at) EscapeFrom(start + at);
        buffer.Add(Quote);
    }

    /// <summary>Writes what was written last once more, escaped.</summary>
    private readonly void EscapeFrom(int start)
    {
        var length = buffer.Length - start;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        buffer.Written.Span[start..].CopyTo(copy);
        buffer.CutTo(start);
        AddEscaped(copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
    }

    private readonly void AddEscaped(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Escaped) is >= 0 and var at)
        {
            buffer.Add(text[..at]);
            Escape(text[at]);
            text = text[(at + 1)..];
        }

        buffer.Add(text);
    }

    private readonly void Escape(byte one)
    {
        switch (one)
        {
            case (byte)'"': buffer.Add("\\\""u8); break;
            case (byte)'\\': buffer.Add("\\\\"u8); break;
            case (byte)'\n': buffer.Add("\\n"u8); break;
            case (byte)'\r': buffer.Add("\\r"u8); break;
            case (byte)'\t': buffer.Add("\\t"u8); break;
            default:
                buffer.Add("\\u00"u8);
                buffer.Add(HexDigits[one >> 4]);
                buffer.Add(HexDigits[one & 0xF]);
                break;
        }
    }
}
