using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Syncline;

internal sealed partial class CsvRows
{
    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789+-.eE"u8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Field(int column) => _csv.GetSpan(_fields[column]);

    private bool IsNull(int column) => _fields[column] < 0 || IsNull(column, Field(column));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsNull(int column, ReadOnlySpan<byte> text) => text.Length == _null.Length && _hasNull && text.SequenceEqual(_null) && IsNullIndeed(column);

    private bool IsNullIndeed(int column)
    {
        // A text that may not be null is empty where nothing stands: there is nothing else it could mean.
        if (_null.Length == 0 && !Plan[column].MayBeNull && Plan[column].Kind == ColumnKind.Text) return false;
        return _options.QuotedNull || !IsQuoted(_fields[column]);
    }

    private bool IsQuoted(int field)
    {
        if (_options.Quote is not { } quote) return false;
        var raw = _csv.GetRawSpan(field);
        if (_options.Trim) raw = raw.TrimStart(" \t"u8);
        return !raw.IsEmpty && raw[0] == quote;
    }

    private ReadOnlySpan<byte> TextOf(int column)
    {
        var text = Field(column);
        if (IsNull(column, text)) throw Mismatch(column);
        // Most are ASCII, which is found sooner.
        return Ascii.IsValid(text) || Utf8.IsValid(text) ? text : throw NoUtf8(column);
    }

    private ReadOnlySpan<byte> BytesOf(int column)
    {
        var text = Field(column);
        return !IsNull(column, text) && _base64.TryDecode(text, out var bytes) ? bytes : throw Mismatch(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T ValueOf<T>(int column)
        where T : struct
    {
        var text = Field(column);
        return TryRead(column, text, out T value) && !IsNull(column, text) ? value : throw Mismatch(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRead<T>(int column, ReadOnlySpan<byte> text, out T value)
        where T : struct
    {
        if (typeof(T) == typeof(double) && TryPlain<double>(column, text, out var wide))
        {
            value = Unsafe.BitCast<double, T>(wide);
            return TextValue.IsKept(text, wide);
        }

        if (typeof(T) == typeof(float) && TryPlain<float>(column, text, out var narrow))
        {
            value = Unsafe.BitCast<float, T>(narrow);
            return TextValue.IsKept(text, narrow);
        }

        return TextValue.TryRead(text, out value);
    }

    /// <summary>Reads a number of floating point by the library's parser, which rounds exactly too, in a third of the framework's time; but it takes blanks and thousands for parts of a number.</summary>
    private bool TryPlain<T>(int column, ReadOnlySpan<byte> text, out T value)
        where T : struct, ISpanParsable<T>
    {
        value = default;
        return !text.IsEmpty && text.IndexOfAnyExcept(OfNumbers) < 0 && _csv.TryParse(_fields[column], out value);
    }

    private UnreadableRowException NoUtf8(int column)
    {
        var model = Schema.Columns[column];
        var (at, bytes) = FoundWords.NoUtf8(Field(column));
        return new(model.Name, $"Column {model.Name} of {Place()} holds bytes that are no UTF-8, from byte {Number(at + 1)} on{(model.IsSensitive ? "" : $" ({bytes})")}. Set Encoding to what the file was written in, or correct it.");
    }

    /// <summary>The current row's fields.</summary>
    internal readonly struct Cells(CsvRows rows) : IStoredCells
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsNull(int column) => rows.IsNull(column);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T ValueOf<T>(int column)
            where T : struct
            => rows.ValueOf<T>(column);

        public ReadOnlySpan<byte> TextOf(int column) => rows.TextOf(column);

        public ReadOnlySpan<byte> BytesOf(int column) => rows.BytesOf(column);
    }
}
