using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Writes a row as a line of CSV.</summary>
internal struct CsvRowWriter(CsvPlan plan, Utf8Buffer buffer) : IUtf8RowWriter
{
    private const byte Quote = (byte)'"';
    private const byte Guard = (byte)'\'';

    public static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Why a column can't be held, of the first that can't.</summary>
    public string? Misfit { get; private set; }

    public readonly void Null(int column)
    {
        Part(column);
        buffer.Add(plan.Null);
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (typeof(T) == typeof(char))
        {
            var one = (char)(object)value;
            Text(column, new ReadOnlySpan<char>(in one));
            return;
        }

        var room = buffer.Room(1 + ValueText.MaxLength);
        var start = Part(column, room);
        var length = ValueText.Write(room[start..], value);
        buffer.Advance(start + length);
        // A number, a word or a date holds no quote and no delimiter; only a null that is a word can look like it, or a delimiter that stands in times.
        if (plan.NullIsWord || plan.Delimiter is (byte)':') QuoteIfMistakable(buffer.Length - length);
    }

    public void Text(int column, string value) => Text(column, value.AsSpan());

    /// <summary>The name of a column, in the place of its value. It is the model's, and no formula of somebody else.</summary>
    public void Name(int column) => Text(column, plan.Columns[column].Name, mayGuard: false);

    public readonly void Utf8(int column, ReadOnlySpan<byte> value)
    {
        var room = buffer.Room(1 + value.Length);
        var start = Part(column, room);
        value.CopyTo(room[start..]);
        buffer.Advance(start + value.Length);
        Shape(value, buffer.Length - value.Length);
    }

    public readonly void Bytes(int column, ReadOnlySpan<byte> value)
    {
        Part(column);
        var start = buffer.Length;
        buffer.AddBase64(value);
        if (value.IsEmpty) buffer.Add("\"\""u8);
        else if (plan.NullIsWord || plan.Delimiter is (byte)'=' or (byte)'/') QuoteIfMistakable(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Part(int column, Span<byte> room)
    {
        if (column == 0) return 0;
        room[0] = plan.Delimiter;
        return 1;
    }

    private readonly void Part(int column) => buffer.Advance(Part(column, buffer.Room(1)));

    private void Text(int column, ReadOnlySpan<char> text, bool mayGuard = true)
    {
        Part(column);
        var start = buffer.Length;
        if (buffer.TryAdd(text)) Shape(buffer.Last(start), start, mayGuard);
        else Misfit ??= $"The text of column {plan.Columns[column].Name} holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source.";
    }

    /// <summary>Puts the text that was written last into quotes where it needs them.</summary>
    private readonly void Shape(ReadOnlySpan<byte> text, int start, bool mayGuard = true)
    {
        var guard = mayGuard && plan.GuardsFormulas && !text.IsEmpty && text[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r';
        // Blanks at the ends are part of the field, and yet some readers cut them off where no quotes hold them; a byte order mark is part of the text, unless it is the first of the file.
        if (text.IsEmpty || text.IndexOfAny(plan.Special) >= 0 || text[0] == ' ' || text[^1] == ' ' || text.StartsWith(ByteOrderMark) || (plan.NullIsWord && IsNull(text, guard))) Enclose(start, guard ? "\"'"u8 : "\""u8, "\""u8);
        else if (guard) Enclose(start, "'"u8, default);
    }

    private readonly bool IsNull(ReadOnlySpan<byte> text, bool guard) => guard ? plan.Null[0] == Guard && text.SequenceEqual(plan.Null.AsSpan(1)) : text.SequenceEqual(plan.Null);

    /// <summary>Puts something before and after what was written last, and doubles the quotes in it.</summary>
    private readonly void Enclose(int start, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var length = buffer.Length - start;
        var quotes = buffer.Last(start).Count(Quote);
        var more = before.Length + quotes + after.Length;
        buffer.Room(more);
        buffer.Advance(more);
        var field = buffer.Last(start);
        after.CopyTo(field[^after.Length..]);
        // From the end, for the field grows in its place.
        for (var (from, to) = (length, field.Length - after.Length); from > 0;)
        {
            var one = field[--from];
            field[--to] = one;
            if (one == Quote) field[--to] = Quote;
        }

        before.CopyTo(field);
    }

    private readonly void QuoteIfMistakable(int start)
    {
        var written = buffer.Last(start);
        if (written.SequenceEqual(plan.Null) || written.Contains(plan.Delimiter)) Enclose(start, "\""u8, "\""u8);
    }
}
