using System.Buffers.Binary;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Tds;

/// <summary>Writes an answer in packets: numbers, names, types and values.</summary>
internal sealed class WireWriter(Stream stream, int packetSize)
{
    private const int HeaderSize = 8;

    private static readonly DateTime Epoch = new(1900, 1, 1);

    private byte[] _packet = new byte[packetSize];
    private int _position = HeaderSize;
    private byte _number = 1;
    private bool _omitsLength;

    public bool IsEmpty => _position == HeaderSize && _number == 1;

    public void Resize(int size) => _packet = new byte[size];

    public void Byte(byte value)
    {
        if (_position == _packet.Length)
            Send(isLast: false);
        _packet[_position++] = value;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_position == _packet.Length)
                Send(isLast: false);
            var count = Math.Min(bytes.Length, _packet.Length - _position);
            bytes[..count].CopyTo(_packet.AsSpan(_position));
            _position += count;
            bytes = bytes[count..];
        }
    }

    public void UInt16(int value)
    {
        Byte((byte)value);
        Byte((byte)(value >> 8));
    }

    public void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Bytes(bytes);
    }

    public void Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Bytes(bytes);
    }

    public void ByteLengthText(string text)
    {
        Byte((byte)text.Length);
        Bytes(Utf16.Bytes(text));
    }

    public void ShortLengthText(string text)
    {
        UInt16(text.Length);
        Bytes(Utf16.Bytes(text));
    }

    /// <summary>Sends what is left: the client may read the answer to its end.</summary>
    public void End()
    {
        Send(isLast: true);
        _number = 1;
        stream.Flush();
    }

    /// <summary>Sends what there is without an end, for a connection that is about to break.</summary>
    public void Break()
    {
        Send(isLast: false);
        stream.Flush();
    }

    /// <summary>Writes TYPE_INFO.</summary>
    /// <param name="isFixed">Values can't be NULL and have no length before them.</param>
    public void Type(SqlType type, bool isFixed = false)
    {
        if (isFixed)
        {
            Byte(TdsType.Fixed(type.Kind)!.Value);
            return;
        }

        switch (type.Kind)
        {
            case SqlKind.Bit:
                Bytes([TdsType.BitN, 1]);
                break;
            case SqlKind.TinyInt:
                Bytes([TdsType.IntN, 1]);
                break;
            case SqlKind.SmallInt:
                Bytes([TdsType.IntN, 2]);
                break;
            case SqlKind.Int:
                Bytes([TdsType.IntN, 4]);
                break;
            case SqlKind.BigInt:
                Bytes([TdsType.IntN, 8]);
                break;
            case SqlKind.Real:
                Bytes([TdsType.FloatN, 4]);
                break;
            case SqlKind.Float:
                Bytes([TdsType.FloatN, 8]);
                break;
            case SqlKind.SmallMoney:
                Bytes([TdsType.MoneyN, 4]);
                break;
            case SqlKind.Money:
                Bytes([TdsType.MoneyN, 8]);
                break;
            case SqlKind.Decimal:
                // 17 whatever the precision: SqlBulkCopy sends values of the length it was told, and 16 bytes of digits.
                Bytes([TdsType.DecimalN, 17, (byte)type.Precision, (byte)type.Scale]);
                break;
            case SqlKind.UniqueIdentifier:
                Bytes([TdsType.Guid, 16]);
                break;
            case SqlKind.Date:
                Byte(TdsType.DateN);
                break;
            case SqlKind.Time:
                Bytes([TdsType.TimeN, (byte)type.Scale]);
                break;
            case SqlKind.DateTime2:
                Bytes([TdsType.DateTime2N, (byte)type.Scale]);
                break;
            case SqlKind.DateTimeOffset:
                Bytes([TdsType.DateTimeOffsetN, (byte)type.Scale]);
                break;
            case SqlKind.DateTime:
                Bytes([TdsType.DateTimeN, 8]);
                break;
            case SqlKind.SmallDateTime:
                Bytes([TdsType.DateTimeN, 4]);
                break;
            case SqlKind.Xml:
                Bytes([TdsType.Xml, 0]);
                break;
            default:
                SizedType(type);
                break;
        }
    }

    public void Value(object? value, SqlType type, bool isFixed = false)
    {
        if (isFixed && value is null)
            throw new InvalidOperationException($"NULL in a column of type {type} that was said to hold none.");
        _omitsLength = isFixed;
        if (type.IsText || type.IsBinary)
        {
            Variable(value, type);
            return;
        }

        switch (value)
        {
            case null:
                Byte(0);
                break;
            case bool bit:
                Length(1);
                Byte(bit ? (byte)1 : (byte)0);
                break;
            case byte number:
                Length(1);
                Byte(number);
                break;
            case short number:
                Length(2);
                UInt16(number);
                break;
            case int number:
                Length(4);
                UInt32((uint)number);
                break;
            case long number:
                Length(8);
                Int64(number);
                break;
            case float number:
                Length(4);
                UInt32(BitConverter.SingleToUInt32Bits(number));
                break;
            case double number:
                Length(8);
                Int64(BitConverter.DoubleToInt64Bits(number));
                break;
            case Guid guid:
                Length(16);
                Bytes(guid.ToByteArray());
                break;
            case SqlNumeric number:
                Numeric(number, type);
                break;
            default:
                Temporal(value, type);
                break;
        }
    }

    private static int DecimalSize(SqlType type) => type.Precision <= 9 ? 5 : type.Precision <= 19 ? 9 : type.Precision <= 28 ? 13 : 17;

    private static int TimeSize(int scale) => scale <= 2 ? 3 : scale <= 4 ? 4 : 5;

    private void Length(byte length)
    {
        if (!_omitsLength)
            Byte(length);
    }

    private void SizedType(SqlType type)
    {
        Byte(type.Kind switch
        {
            SqlKind.Char => TdsType.BigChar,
            SqlKind.VarChar => TdsType.BigVarChar,
            SqlKind.NChar => TdsType.NChar,
            SqlKind.NVarChar => TdsType.NVarChar,
            SqlKind.Binary or SqlKind.RowVersion => TdsType.BigBinary,
            _ => TdsType.BigVarBinary,
        });
        UInt16(type.IsMax ? 0xFFFF : type.IsUnicodeText ? type.Length * 2 : type.Length);
        if (type.IsText)
            Bytes(type.CollationOrDefault.WireBytes);
    }

    private void Variable(object? value, SqlType type)
    {
        if (value is null)
        {
            if (type.IsMax)
                Int64(-1);
            else
                UInt16(0xFFFF);
            return;
        }

        var bytes = value is byte[] raw ? raw : type.IsUnicodeText ? Utf16.Bytes((string)value) : type.CollationOrDefault.CodePage.GetBytes((string)value);
        if (!type.IsMax)
        {
            UInt16(bytes.Length);
            Bytes(bytes);
            return;
        }

        Int64(bytes.Length);
        if (bytes.Length > 0)
        {
            UInt32((uint)bytes.Length);
            Bytes(bytes);
        }

        UInt32(0);
    }

    private void Numeric(SqlNumeric number, SqlType type)
    {
        if (type.Kind == SqlKind.SmallMoney)
        {
            Length(4);
            UInt32((uint)(int)number.Unscaled);
        }
        else if (type.Kind == SqlKind.Money)
        {
            var units = (long)number.Unscaled;
            Length(8);
            UInt32((uint)(units >> 32));
            UInt32((uint)units);
        }
        else
        {
            number = number.Rescale(type.Scale);
            Span<byte> magnitude = stackalloc byte[16];
            magnitude.Clear();
            BigInteger.Abs(number.Unscaled).TryWriteBytes(magnitude, out _, isUnsigned: true);
            Byte((byte)DecimalSize(type));
            Byte(number.Unscaled.Sign < 0 ? (byte)0 : (byte)1);
            Bytes(magnitude[..(DecimalSize(type) - 1)]);
        }
    }

    private void Temporal(object value, SqlType type)
    {
        switch (value)
        {
            case DateOnly date:
                Byte(3);
                Day(date.DayNumber);
                break;
            case TimeSpan time:
                Byte((byte)TimeSize(type.Scale));
                Time(time.Ticks, type.Scale);
                break;
            case DateTimeOffset moment:
                Byte((byte)(TimeSize(type.Scale) + 5));
                Time(moment.UtcDateTime.TimeOfDay.Ticks, type.Scale);
                Day((int)(moment.UtcDateTime.Ticks / TimeSpan.TicksPerDay));
                UInt16((short)moment.Offset.TotalMinutes);
                break;
            case DateTime stamp when type.Kind == SqlKind.DateTime2:
                Byte((byte)(TimeSize(type.Scale) + 3));
                Time(stamp.TimeOfDay.Ticks, type.Scale);
                Day((int)(stamp.Ticks / TimeSpan.TicksPerDay));
                break;
            case DateTime stamp when type.Kind == SqlKind.SmallDateTime:
                Length(4);
                UInt16((int)(stamp.Date - Epoch).TotalDays);
                UInt16((int)stamp.TimeOfDay.TotalMinutes);
                break;
            case DateTime stamp:
                Length(8);
                UInt32((uint)(int)(stamp.Date - Epoch).TotalDays);
                UInt32((uint)Math.Round(stamp.TimeOfDay.Ticks * 300m / TimeSpan.TicksPerSecond));
                break;
            default:
                throw new InvalidOperationException($"A value of {value.GetType()} can't be sent as {type}.");
        }
    }

    private void Day(int number) => Bytes([(byte)number, (byte)(number >> 8), (byte)(number >> 16)]);

    private void Time(long ticks, int scale)
    {
        var units = ticks / (long)Math.Pow(10, 7 - scale);
        for (var index = 0; index < TimeSize(scale); index++, units >>= 8)
            Byte((byte)units);
    }

    private void Send(bool isLast)
    {
        _packet[0] = 4;
        _packet[1] = isLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), (ushort)_position);
        (_packet[4], _packet[5], _packet[6], _packet[7]) = (0, 0, _number++, 0);
        try
        {
            stream.Write(_packet, 0, _position);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new IOException("The client is gone.", error);
        }

        _position = HeaderSize;
    }
}
