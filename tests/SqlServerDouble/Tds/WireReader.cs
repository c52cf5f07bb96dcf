using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Tds;

/// <summary>Reads what a client sent: numbers, names, types and values.</summary>
internal sealed class WireReader(byte[] body)
{
    private static readonly DateTime Epoch = new(1900, 1, 1);
    private int _position;

    public bool IsAtEnd => _position >= body.Length;

    public byte Byte() => body[_position++];

    public byte Peek() => body[_position];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > body.Length - _position)
            throw new EndOfStreamException("The message ends in the middle of a value.");
        _position += count;
        return body.AsSpan(_position - count, count);
    }

    public string Text(int characters) => Utf16.Text(Bytes(characters * 2));

    public string ByteLengthText() => Text(Byte());

    public string Rest() => Utf16.Text(Bytes((body.Length - _position) / 2 * 2));

    public void MoveTo(int position) => _position = position;

    /// <summary>Headers with transaction and notification data, which nothing here needs.</summary>
    public void SkipAllHeaders() => MoveTo(Int32());

    /// <summary>Reads TYPE_INFO.</summary>
    public WireType Type()
    {
        var token = Byte();
        switch (token)
        {
            case TdsType.Null:
                return new WireType(token, SqlType.NVarChar(4000), 0);
            case TdsType.Int1:
                return new WireType(token, SqlType.TinyInt, 1);
            case TdsType.Bit:
                return new WireType(token, SqlType.Bit, 1);
            case TdsType.Int2:
                return new WireType(token, SqlType.SmallInt, 2);
            case TdsType.Int4:
                return new WireType(token, SqlType.Int, 4);
            case TdsType.Int8:
                return new WireType(token, SqlType.BigInt, 8);
            case TdsType.Float4:
                return new WireType(token, SqlType.Real, 4);
            case TdsType.Float8:
                return new WireType(token, SqlType.Float, 8);
            case TdsType.Money:
                return new WireType(token, SqlType.Money, 8);
            case TdsType.Money4:
                return new WireType(token, new SqlType(SqlKind.SmallMoney, Precision: 10, Scale: 4), 4);
            case TdsType.DateTime:
                return new WireType(token, SqlType.DateTime, 8);
            case TdsType.DateTime4:
                return new WireType(token, new SqlType(SqlKind.SmallDateTime), 4);
            case TdsType.DateN:
                return new WireType(token, SqlType.Date, 3);
            case TdsType.TimeN:
                return new WireType(token, SqlType.Time(Byte()), 5);
            case TdsType.DateTime2N:
                return new WireType(token, SqlType.DateTime2(Byte()), 8);
            case TdsType.DateTimeOffsetN:
                return new WireType(token, SqlType.DateTimeOffset(Byte()), 10);
            case TdsType.Xml:
                if (Byte() != 0)
                    throw SqlErrors.NotSupported("xml parameters with a schema");
                return new WireType(token, new SqlType(SqlKind.Xml, SqlType.Max), 0xFFFF);
            case TdsType.DecimalN or TdsType.NumericN:
                var size = Byte();
                return new WireType(token, SqlType.Decimal(Byte(), Byte()), size);
            case TdsType.BigVarBinary or TdsType.BigBinary:
                var length = UInt16();
                return new WireType(token, new SqlType(token == TdsType.BigBinary ? SqlKind.Binary : SqlKind.VarBinary, length == 0xFFFF ? SqlType.Max : length), length);
            case TdsType.BigVarChar or TdsType.BigChar or TdsType.NVarChar or TdsType.NChar:
                return TextType(token);
            case TdsType.NText or TdsType.Text:
                UInt32();
                var collation = CollationOf(Bytes(5));
                return new WireType(token, token == TdsType.NText ? SqlType.NVarChar(SqlType.Max, collation) : SqlType.VarChar(SqlType.Max, collation), int.MaxValue);
            case TdsType.Image:
                UInt32();
                return new WireType(token, SqlType.VarBinary(SqlType.Max), int.MaxValue);
            default:
                return SizedType(token);
        }
    }

    /// <summary>Reads one value of a type.</summary>
    public object? Value(WireType type)
    {
        // The client sends statements of more than 4,000 characters as ntext.
        if (type.Token is TdsType.NText or TdsType.Text or TdsType.Image)
            return Int32() is >= 0 and var size ? Variable(Bytes(size), type.Type) : null;
        if (type.IsLong)
            return LongValue(type);
        switch (type.Token)
        {
            case TdsType.Null:
                return null;
            case TdsType.Int1 or TdsType.Bit or TdsType.Int2 or TdsType.Int4 or TdsType.Int8 or TdsType.Float4 or TdsType.Float8 or TdsType.Money or TdsType.Money4 or TdsType.DateTime or TdsType.DateTime4:
                return Fixed(Bytes(type.Length), type);
            case TdsType.BigVarBinary or TdsType.BigBinary or TdsType.BigVarChar or TdsType.BigChar or TdsType.NVarChar or TdsType.NChar:
                var length = UInt16();
                return length == 0xFFFF ? null : Variable(Bytes(length), type.Type);
            default:
                var width = Byte();
                return width == 0 ? null : Fixed(Bytes(width), type);
        }
    }

    private WireType TextType(byte token)
    {
        var length = UInt16();
        var collation = CollationOf(Bytes(5));
        var kind = token switch { TdsType.NVarChar => SqlKind.NVarChar, TdsType.NChar => SqlKind.NChar, TdsType.BigChar => SqlKind.Char, _ => SqlKind.VarChar };
        var characters = token is TdsType.NVarChar or TdsType.NChar ? length / 2 : length;
        return new WireType(token, new SqlType(kind, length == 0xFFFF ? SqlType.Max : characters, Collation: collation), length);
    }

    private WireType SizedType(byte token)
    {
        if (token is not (TdsType.Guid or TdsType.IntN or TdsType.BitN or TdsType.FloatN or TdsType.MoneyN or TdsType.DateTimeN))
            throw SqlErrors.NotSupported($"values of TDS type 0x{token:X2}");
        var size = Byte();
        var type = (token, size) switch
        {
            (TdsType.Guid, _) => SqlType.UniqueIdentifier,
            (TdsType.IntN, 1) => SqlType.TinyInt,
            (TdsType.IntN, 2) => SqlType.SmallInt,
            (TdsType.IntN, 4) => SqlType.Int,
            (TdsType.IntN, _) => SqlType.BigInt,
            (TdsType.BitN, _) => SqlType.Bit,
            (TdsType.FloatN, 4) => SqlType.Real,
            (TdsType.FloatN, _) => SqlType.Float,
            (TdsType.MoneyN, 4) => new SqlType(SqlKind.SmallMoney, Precision: 10, Scale: 4),
            (TdsType.MoneyN, _) => SqlType.Money,
            (_, 4) => new SqlType(SqlKind.SmallDateTime),
            _ => SqlType.DateTime,
        };
        return new WireType(token, type, size);
    }

    // A client names one of the collations that it was told of; its own default is as good as any for parameters.
    private static Collation CollationOf(ReadOnlySpan<byte> bytes)
    {
        foreach (var name in (string[])["Latin1_General_CI_AS", "Latin1_General_CS_AS", "Latin1_General_BIN2", "Latin1_General_100_BIN2", "Latin1_General_CI_AI", "SQL_Latin1_General_CP1_CI_AS", "Latin1_General_100_CI_AS", "Latin1_General_100_CI_AS_SC_UTF8"])
        {
            if (bytes.SequenceEqual(Collation.Get(name).WireBytes))
                return Collation.Get(name);
        }

        return Collation.Default;
    }

    private object? LongValue(WireType type)
    {
        var total = Int64();
        if (total == -1)
            return null;
        using var whole = new MemoryStream(total > 0 ? (int)total : 0);
        while (UInt32() is > 0 and var chunk)
            whole.Write(Bytes((int)chunk));
        var bytes = whole.GetBuffer().AsSpan(0, (int)whole.Length);
        if (type.Type.Kind == SqlKind.Xml)
            return Utf16.Text(bytes.Length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE ? bytes[2..] : bytes);
        return Variable(bytes, type.Type);
    }

    private static object Variable(ReadOnlySpan<byte> bytes, SqlType type) =>
        type.IsUnicodeText ? Utf16.Text(bytes)
        : type.IsText ? type.CollationOrDefault.CodePage.GetString(bytes)
        : bytes.ToArray();

    private static object Fixed(ReadOnlySpan<byte> bytes, WireType type)
    {
        switch (type.Type.Kind)
        {
            case SqlKind.Bit:
                return bytes[0] != 0;
            case SqlKind.TinyInt:
                return bytes[0];
            case SqlKind.SmallInt:
                return BinaryPrimitives.ReadInt16LittleEndian(bytes);
            case SqlKind.Int:
                return BinaryPrimitives.ReadInt32LittleEndian(bytes);
            case SqlKind.BigInt:
                return BinaryPrimitives.ReadInt64LittleEndian(bytes);
            case SqlKind.Real:
                return BinaryPrimitives.ReadSingleLittleEndian(bytes);
            case SqlKind.Float:
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            case SqlKind.SmallMoney:
                return new SqlNumeric(BinaryPrimitives.ReadInt32LittleEndian(bytes), 4);
            case SqlKind.Money:
                return new SqlNumeric(((long)BinaryPrimitives.ReadInt32LittleEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), 4);
            case SqlKind.UniqueIdentifier:
                return new Guid(bytes);
            case SqlKind.Decimal:
                var magnitude = new BigInteger(bytes[1..], isUnsigned: true);
                return new SqlNumeric(bytes[0] == 0 ? -magnitude : magnitude, type.Type.Scale);
            case SqlKind.SmallDateTime:
                return Epoch.AddDays(BinaryPrimitives.ReadUInt16LittleEndian(bytes)).AddMinutes(BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
            case SqlKind.DateTime:
                return SqlConvert.FromThirds(Epoch.AddDays(BinaryPrimitives.ReadInt32LittleEndian(bytes)), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            case SqlKind.Date:
                return DateOnly.FromDayNumber(Little(bytes));
            case SqlKind.Time:
                return new TimeSpan(Ticks(bytes, type.Type.Scale));
            case SqlKind.DateTime2:
                return new DateTime(Little(bytes[^3..]) * TimeSpan.TicksPerDay + Ticks(bytes[..^3], type.Type.Scale));
            default:
                var utc = new DateTime(Little(bytes[^5..^2]) * TimeSpan.TicksPerDay + Ticks(bytes[..^5], type.Type.Scale));
                var offset = TimeSpan.FromMinutes(BinaryPrimitives.ReadInt16LittleEndian(bytes[^2..]));
                return new DateTimeOffset(utc.Add(offset), offset);
        }
    }

    private static int Little(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;

    private static long Ticks(ReadOnlySpan<byte> bytes, int scale)
    {
        var units = 0L;
        for (var index = bytes.Length - 1; index >= 0; index--)
            units = units << 8 | bytes[index];
        return units * (long)Math.Pow(10, 7 - scale);
    }
}

/// <summary>A type as it was announced on the wire.</summary>
internal sealed record WireType(byte Token, SqlType Type, int Length)
{
    /// <summary>Values come in chunks: (max) and xml.</summary>
    public bool IsLong => Type.IsMax;
}
