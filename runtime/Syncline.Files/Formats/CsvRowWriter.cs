using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Writes a row as a line of CSV.</summary>
internal struct CsvRowWriter(CsvPlan plan, Utf8Buffer buffer) : IRowWriter
{
    private const byte Quote = (byte)'"';

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
            Add(column, new ReadOnlySpan<char>(in one));
            return;
        }

        Part(column);
        var start = buffer.Length;
        ValueText.Add(buffer, value);
        // A number, a word or a date holds no quote and no delimiter; only a null that is a word can look like it, or a delimiter that stands in times.
        if (plan.NullIsWord || plan.Delimiter is (byte)':') QuoteIfMistakable(start);
    }

    public void Text(int column, string value) => Add(column, value);

    public readonly void Bytes(int column, ReadOnlySpan<byte> value)
    {
        Part(column);
        var start = buffer.Length;
        buffer.AddBase64(value);
        if (value.IsEmpty) buffer.Add("\"\""u8);
        else if (plan.NullIsWord || plan.Delimiter is (byte)'=' or (byte)'/') QuoteIfMistakable(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Part(int column)
    {
        if (column > 0) buffer.Add(plan.Delimiter);
    }

    private void Add(int column, ReadOnlySpan<char> text)
    {
        Part(column);
        var guarded = plan.GuardsFormulas && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
        var isTaken = guarded || !NeedsQuotes(text) ? AddPlain(text, guarded) : AddQuoted(text, false);
        if (!isTaken) Misfit ??= $"The text of column {plan.Columns[column].Name} holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source.";
    }

    private readonly bool NeedsQuotes(ReadOnlySpan<char> text)
        // Blanks at the ends are part of the field, and yet some readers cut them off where no quotes hold them.
        => text.IsEmpty || text.IndexOfAny(plan.Special) >= 0 || text[0] == ' ' || text[^1] == ' ' || (plan.NullIsWord && text.SequenceEqual(plan.NullText));

    private readonly bool AddPlain(ReadOnlySpan<char> text, bool guarded)
    {
        if (!guarded) return buffer.TryAdd(text);
        if (text.IndexOfAny(plan.Special) >= 0 || text[^1] == ' ') return AddQuoted(text, true);
        buffer.Add((byte)'\'');
        return buffer.TryAdd(text);
    }

    private readonly bool AddQuoted(ReadOnlySpan<char> text, bool guarded)
    {
        buffer.Add(Quote);
        if (guarded) buffer.Add((byte)'\'');
        while (text.IndexOf('"') is >= 0 and var at)
        {
            if (!buffer.TryAdd(text[..at])) return false;
            buffer.Add("\"\""u8);
            text = text[(at + 1)..];
        }

        if (!buffer.TryAdd(text)) return false;
        buffer.Add(Quote);
        return true;
    }

    private readonly void QuoteIfMistakable(int start)
    {
        var written = buffer.Written.Span[start..];
        if (!written.SequenceEqual(plan.Null) && !written.Contains(plan.Delimiter)) return;
        var copy = written.ToArray();
        buffer.CutTo(start);
        buffer.Add(Quote);
        buffer.Add(copy);
        buffer.Add(Quote);
    }
}
