using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>How a statement sees one moment of a database.</summary>
internal static class ReadingIsolation
{
    private const byte On = 1;

    /// <summary>What the database a connection is in has to offer, without locks where it can be.</summary>
    public static async ValueTask<IsolationLevel> OfferedAsync(SqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new SqlCommand("SELECT d.[snapshot_isolation_state], d.[is_read_committed_snapshot_on] FROM sys.databases AS d WHERE d.[name] = DB_NAME()", connection);
        var reader = await command.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!reader.Next(cancellationToken)) return IsolationLevel.Serializable;
            if (!reader.IsDBNull(0) && reader.GetByte(0) == On) return IsolationLevel.Snapshot;
            // A statement sees what was committed when it began. Without, it would see each row as it comes by, and one that is moved twice or not at all.
            return !reader.IsDBNull(1) && reader.GetBoolean(1) ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable;
        }
    }
}
