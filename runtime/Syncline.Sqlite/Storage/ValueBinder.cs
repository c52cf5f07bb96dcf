using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Syncline;

/// <summary>What a column asks of the value bound to it.</summary>
[Flags]
internal enum BindRules : byte
{
    None = 0,

    /// <summary>Part of a key: equal values must be equal texts, so an instant is written in UTC.</summary>
    Key = 1,

    /// <summary>The column's affinity makes a real of a decimal, which keeps 15 digits.</summary>
    BecomesReal = 2,

    /// <summary>Found without case: NOCASE compares up to a NUL, and would take what follows for equal.</summary>
    EndsAtNul = 4,
}

/// <summary>Binds the columns of a row to the parameters of the same number, in the forms that <see cref="StoredValue"/> reads and the driver writes.</summary>
internal unsafe struct ValueBinder(SqliteStatement statement, BindScratch scratch, int parameters, BindRules[]? rules = null) : IRowWriter
{
    /// <summary>Why the row can't be stored, if it can't; the column is <see cref="RefusedColumn"/>.</summary>
    public string? Refusal { get; private set; }

    public int RefusedColumn { get; private set; }

    public readonly void Null(int column)
    {
        if (column < parameters) statement.BindNull(column + 1);
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        // A statement that leaves its last columns out has no parameters for them.
        if (column >= parameters) return;
        var parameter = column + 1;
        if (typeof(T) == typeof(int)) statement.BindInt64(parameter, Unsafe.BitCast<T, int>(value));
        else if (typeof(T) == typeof(long)) statement.BindInt64(parameter, Unsafe.BitCast<T, long>(value));
        else if (typeof(T) == typeof(bool)) statement.BindInt64(parameter, Unsafe.BitCast<T, bool>(value) ? 1 : 0);
        else if (typeof(T) == typeof(double)) Double(column, Unsafe.BitCast<T, double>(value));
        else if (typeof(T) == typeof(float)) Double(column, Unsafe.BitCast<T, float>(value));
        else if (typeof(T) == typeof(decimal)) Decimal(column, Unsafe.BitCast<T, decimal>(value));
        else if (typeof(T) == typeof(short)) statement.BindInt64(parameter, Unsafe.BitCast<T, short>(value));
        else if (typeof(T) == typeof(byte)) statement.BindInt64(parameter, Unsafe.BitCast<T, byte>(value));
        else if (typeof(T) == typeof(sbyte)) statement.BindInt64(parameter, Unsafe.BitCast<T, sbyte>(value));
        else if (typeof(T) == typeof(ushort)) statement.BindInt64(parameter, Unsafe.BitCast<T, ushort>(value));
        else if (typeof(T) == typeof(uint)) statement.BindInt64(parameter, Unsafe.BitCast<T, uint>(value));
        else if (typeof(T) == typeof(ulong)) UInt64(column, Unsafe.BitCast<T, ulong>(value));
        else if (typeof(T) == typeof(char))
        {
            var character = Unsafe.BitCast<T, char>(value);
            Text(column, new ReadOnlySpan<char>(in character));
        }
        else
        {
            var room = scratch.Room(IsoText.MaxLength);
            Take(parameter, room, Form(room, value, isKey: Has(column, BindRules.Key)));
        }
    }

    /// <summary>Writes the text of a value that SQLite has no class for.</summary>
    private static int Form<T>(Span<byte> room, T value, bool isKey)
        where T : struct
    {
        if (typeof(T) == typeof(DateTime)) return IsoText.WriteDateTime(room, Unsafe.BitCast<T, DateTime>(value));
        if (typeof(T) == typeof(DateOnly)) return IsoText.WriteDate(room, Unsafe.BitCast<T, DateOnly>(value));
        if (typeof(T) == typeof(TimeOnly)) return IsoText.WriteTimeOnly(room, Unsafe.BitCast<T, TimeOnly>(value));
        if (typeof(T) == typeof(DateTimeOffset))
        {
            var instant = Unsafe.BitCast<T, DateTimeOffset>(value);
            return IsoText.WriteDateTimeOffset(room, isKey ? instant.ToUniversalTime() : instant);
        }

        int length;
        if (typeof(T) == typeof(Guid))
        {
            Unsafe.BitCast<T, Guid>(value).TryFormat(room, out length);
            Ascii.ToUpperInPlace(room[..length], out _);
            return length;
        }

        if (typeof(T) != typeof(TimeSpan)) throw new NotSupportedException($"{typeof(T)} is no column type.");
        Unsafe.BitCast<T, TimeSpan>(value).TryFormat(room, out length, "c");
        return length;
    }

    public void Text(int column, string value) => Text(column, value.AsSpan());

    public readonly void Bytes(int column, ReadOnlySpan<byte> value)
    {
        if (column < parameters) statement.BindBlob(column + 1, value);
    }

    private void Text(int column, ReadOnlySpan<char> value)
    {
        if (column >= parameters) return;
        if (Has(column, BindRules.EndsAtNul) && value.IndexOf('\0') is >= 0 and var nul)
        {
            Refuse(column, string.Create(CultureInfo.InvariantCulture, $"the text holds the character NUL at position {nul}, and the table's collation NOCASE compares no further. Leave the character out of the key"));
            return;
        }

        var room = scratch.Room(Math.Max(1, checked(value.Length * 3)));
        if (Utf8.FromUtf16(value, room, out var read, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            Take(column + 1, room, written);
            return;
        }

        Refuse(column, $"the text holds half a surrogate pair at position {read}, which UTF-8 has no form for. Correct the text in the source");
    }

    private void UInt64(int column, ulong value)
    {
        // The driver stores the negative number of the same bits, which every other reader takes for just that.
        if (value > long.MaxValue) Refuse(column, "SQLite's largest integer is 9223372036854775807. Use a decimal or a string, whose column is TEXT, or correct the number");
        else statement.BindInt64(column + 1, (long)value);
    }

    private void Double(int column, double value)
    {
        if (double.IsNaN(value)) Refuse(column, "SQLite has no NaN and would store null. Send null, or a number");
        else statement.BindDouble(column + 1, value);
    }

    private void Decimal(int column, decimal value)
    {
        if (Has(column, BindRules.BecomesReal) && !DecimalText.SurvivesReal(value))
        {
            Refuse(column, "the decimal has more than 15 digits, and the column's declared type would round it. Declare the column TEXT");
            return;
        }

        var room = scratch.Room(DecimalText.MaxLength);
        Take(column + 1, room, DecimalText.Write(room, value));
    }

    private readonly bool Has(int column, BindRules rule) => rules is not null && (rules[column] & rule) != 0;

    private readonly void Take(int parameter, Span<byte> room, int length) => statement.BindFixedText(parameter, scratch.Take(room, length), length);

    private void Refuse(int column, string reason)
    {
        if (Refusal is not null) return;
        Refusal = reason;
        RefusedColumn = column;
    }
}
