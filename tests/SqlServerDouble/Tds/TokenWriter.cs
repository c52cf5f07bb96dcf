using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Tds;

/// <summary>What a DONE token says was done: SqlClient counts changes by it.</summary>
internal enum Command
{
    None = 0,
    Select = 0xC1,
    Change = 0xC3,
}

/// <summary>Writes the tokens of an answer.</summary>
internal sealed class TokenWriter(WireWriter wire)
{
    private const int More = 1;
    private const int Failed = 2;
    private const int Counted = 0x10;
    private const int Attention = 0x20;

    public WireWriter Wire => wire;

    public void Columns(IReadOnlyList<OutputColumn> columns)
    {
        wire.Byte(0x81);
        wire.UInt16(columns.Count);
        foreach (var column in columns)
        {
            wire.UInt32(column.Type.Kind == SqlKind.RowVersion ? 80u : 0u);
            var stored = column.Source?.Stored;
            wire.UInt16((column.IsNullable ? 1 : 0) | (stored is { IsGenerated: false } ? 4 : 0) | (stored?.Identity is null ? 0 : 0x10) | (stored?.Computed is null ? 0 : 0x20));
            wire.Type(column.Type, IsFixed(column));
            wire.ByteLengthText(column.Name);
        }
    }

    public void Row(object?[] values, IReadOnlyList<OutputColumn> columns)
    {
        wire.Byte(0xD1);
        for (var index = 0; index < values.Length; index++)
            wire.Value(values[index], columns[index].Type, IsFixed(columns[index]));
    }

    // A client takes a column that can't be NULL for one without a length before each value.
    private static bool IsFixed(OutputColumn column) => !column.IsNullable && TdsType.Fixed(column.Type.Kind) is not null;

    /// <summary>The end of a batch's statement or, with <paramref name="isLast"/>, of the batch.</summary>
    public void Done(long? count, Command command, bool isLast, bool hasFailed = false) => Done(0xFD, count, command, isLast, hasFailed);

    /// <summary>The end of a statement within a procedure.</summary>
    public void DoneInProcedure(long? count, Command command, bool hasFailed = false) => Done(0xFF, count, command, false, hasFailed);

    public void DoneProcedure(bool hasFailed = false) => Done(0xFE, null, Command.None, true, hasFailed);

    public void AttentionDone()
    {
        wire.Byte(0xFD);
        wire.UInt16(Attention);
        wire.UInt16(0);
        wire.Int64(0);
    }

    public void ReturnStatus(int status)
    {
        wire.Byte(0x79);
        wire.UInt32((uint)status);
    }

    public void ReturnValue(string name, object? value, SqlType type)
    {
        wire.Byte(0xAC);
        wire.UInt16(0);
        wire.ByteLengthText(name);
        wire.Byte(1);
        wire.UInt32(0);
        wire.UInt16(0);
        wire.Type(type);
        wire.Value(value, type);
    }

    public void Error(SqlError error) => Message(0xAA, error.Number, error.Message, error.Class, error.State, error.Procedure);

    public void Info(int number, string message, int errorClass, int state) => Message(0xAB, number, message, errorClass, state);

    /// <summary>A change of database, language or packet size.</summary>
    public void Changed(byte kind, string now, string before)
    {
        wire.Byte(0xE3);
        wire.UInt16(3 + 2 * (now.Length + before.Length));
        wire.Byte(kind);
        wire.ByteLengthText(now);
        wire.ByteLengthText(before);
    }

    /// <summary>A change of collation or transaction.</summary>
    public void Changed(byte kind, ReadOnlySpan<byte> now, ReadOnlySpan<byte> before)
    {
        wire.Byte(0xE3);
        wire.UInt16(3 + now.Length + before.Length);
        wire.Byte(kind);
        wire.Byte((byte)now.Length);
        wire.Bytes(now);
        wire.Byte((byte)before.Length);
        wire.Bytes(before);
    }

    public void LoginAcknowledged(Version version)
    {
        const string Program = "Microsoft SQL Server";
        wire.Byte(0xAD);
        wire.UInt16(1 + 4 + 1 + Program.Length * 2 + 4);
        wire.Byte(1);
        wire.Bytes([0x74, 0, 0, 4]);
        wire.ByteLengthText(Program);
        wire.Bytes([(byte)version.Major, (byte)version.Minor, (byte)(version.Build >> 8), (byte)version.Build]);
    }

    public void FeaturesAcknowledged(IEnumerable<(byte Feature, byte[] Data)> features)
    {
        wire.Byte(0xAE);
        foreach (var (feature, data) in features)
        {
            wire.Byte(feature);
            wire.UInt32((uint)data.Length);
            wire.Bytes(data);
        }

        wire.Byte(0xFF);
    }

    private void Done(byte token, long? count, Command command, bool isLast, bool hasFailed)
    {
        wire.Byte(token);
        wire.UInt16((isLast ? 0 : More) | (hasFailed ? Failed : 0) | (count is null ? 0 : Counted));
        wire.UInt16((int)command);
        wire.Int64(count ?? 0);
    }

    private void Message(byte token, int number, string message, int errorClass, int state, string procedure = "")
    {
        const string Server = "double";
        wire.Byte(token);
        wire.UInt16(4 + 1 + 1 + 2 + message.Length * 2 + 1 + Server.Length * 2 + 1 + procedure.Length * 2 + 4);
        wire.UInt32((uint)number);
        wire.Byte((byte)state);
        wire.Byte((byte)errorClass);
        wire.ShortLengthText(message);
        wire.ByteLengthText(Server);
        wire.ByteLengthText(procedure);
        wire.UInt32(1);
    }
}
