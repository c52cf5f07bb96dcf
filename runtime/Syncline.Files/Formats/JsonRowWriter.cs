using System.Buffers;

namespace Syncline;

/// <summary>Writes a row as the members of a JSON object.</summary>
internal struct JsonRowWriter(JsonPlan plan, Utf8Buffer buffer) : IRowWriter
{
    private const byte Quote = (byte)'"';
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\']);
    private bool _hasMember;

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
            AddText(column, new ReadOnlySpan<char>(in one));
            return;
        }

        var isText = IsText(value);
        if (isText) buffer.Add(Quote);
        ValueText.Add(buffer, value);
        if (isText) buffer.Add(Quote);
    }

    public void Text(int column, string value)
    {
        Name(column);
        AddText(column, value);
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

    private void AddText(int column, ReadOnlySpan<char> text)
    {
        buffer.Add(Quote);
        while (text.IndexOfAny(Escaped) is >= 0 and var at)
        {
            if (!buffer.TryAdd(text[..at])) break;
            Escape(text[at]);
            text = text[(at + 1)..];
        }

        if (!buffer.TryAdd(text)) Misfit ??= $"The text of column {plan.Columns[column].Name} holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source.";
        buffer.Add(Quote);
    }

    private readonly void Escape(char one)
    {
        switch (one)
        {
            case '"': buffer.Add("\\\""u8); break;
            case '\\': buffer.Add("\\\\"u8); break;
            case '\n': buffer.Add("\\n"u8); break;
            case '\r': buffer.Add("\\r"u8); break;
            case '\t': buffer.Add("\\t"u8); break;
            default:
                buffer.Add("\\u"u8);
                buffer.Add((ushort)one, "x4");
                break;
        }
    }
}
