using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A connection, and the transaction that is open on it, if there is one.</summary>
internal readonly record struct StateLink(SqlConnection Connection, SqlTransaction? Transaction)
{
    public SqlCommand Command(string sql) => new(sql, Connection, Transaction);

    /// <summary>A statement about one state.</summary>
    public SqlCommand Command(string sql, string id) => Command(sql).With("@state", StateId.Stored(id), StateId.MaxLength);
}

/// <summary>Parameters of one type each, so that a statement is one to the server whatever is in them.</summary>
internal static class StateParameters
{
    public static SqlCommand With(this SqlCommand command, string name, long value)
    {
        command.Parameters.Add(name, SqlDbType.BigInt).Value = value;
        return command;
    }

    public static SqlCommand With(this SqlCommand command, string name, string value, int length)
    {
        command.Parameters.Add(name, SqlDbType.NVarChar, length).Value = value;
        return command;
    }

    /// <summary>Bytes of any length, sent from where they are.</summary>
    public static SqlCommand With(this SqlCommand command, string name, ReadOnlyMemory<byte> value)
    {
        var isArray = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(value, out var part) && part.Array is not null;
        command.Parameters.Add(name, SqlDbType.VarBinary, -1).Value = isArray switch
        {
            true when part.Offset == 0 && part.Count == part.Array!.Length => part.Array,
            // The driver takes whole arrays alone, and parts of them as streams.
            true => new MemoryStream(part.Array!, part.Offset, part.Count, writable: false),
            _ => value.ToArray(),
        };
        return command;
    }
}
