using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>The tables of a state.</summary>
internal static class StateTables
{
    /// <summary>The format this build writes, and the newest it reads.</summary>
    private const long Format = 1;

    private const string Create = """
        CREATE TABLE IF NOT EXISTS "syncline_meta" ("name" TEXT NOT NULL PRIMARY KEY, "value" INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS "syncline_segments" ("state" TEXT NOT NULL, "number" INTEGER NOT NULL, "data" BLOB NOT NULL, PRIMARY KEY ("state", "number"));
        CREATE TABLE IF NOT EXISTS "syncline_lease" (
            "state" TEXT NOT NULL PRIMARY KEY,
            "first" INTEGER NOT NULL, "version" INTEGER NOT NULL,
            "fence" INTEGER NOT NULL, "expires" INTEGER NOT NULL,
            "holder" TEXT, "machine" TEXT, "process" INTEGER, "started" INTEGER);
        INSERT OR IGNORE INTO "syncline_meta" VALUES ('format', 1);
        """;

    /// <summary>The damage that a reset mends by <see cref="Mend"/>.</summary>
    public static StateException NoFormat(SqliteDatabase database) => StateFaults.Damaged(database.Location, "the row with its format is missing in syncline_meta");

    /// <summary>Whether the file holds states; checks that it holds them in a format this build reads.</summary>
    /// <param name="database">The file.</param>
    /// <param name="lacksFormat">Whether it doesn't say which format that is.</param>
    /// <exception cref="StateException">The format is newer, or tables are missing.</exception>
    public static bool Exist(SqliteDatabase database, out bool lacksFormat)
    {
        lacksFormat = false;
        var tables = database.ReadInt64("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('syncline_meta', 'syncline_segments', 'syncline_lease')");
        if (tables == 0) return false;
        if (database.ReadInt64("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'syncline_meta'") == 0) throw StateFaults.Lost(database.Location, "its table syncline_meta is missing");
        var format = database.ReadInt64("SELECT \"value\" FROM \"syncline_meta\" WHERE \"name\" = 'format'");
        if (format > Format)
        {
            throw new StateException(string.Create(CultureInfo.InvariantCulture, $"The state file {database.Location.Name} was written by a newer Syncline: its format is {format}, and this one reads up to {Format}. Update Syncline."));
        }

        lacksFormat = format < 1;
        return tables == 3 ? true : throw StateFaults.Lost(database.Location, "one of its tables syncline_segments and syncline_lease is missing");
    }

    /// <summary>Creates what is missing and sets how the file is written.</summary>
    /// <returns>Whether the file doesn't say which format its states have.</returns>
    public static bool Prepare(SqliteDatabase database, CancellationToken cancellationToken)
    {
        if (!Exist(database, out var lacksFormat))
        {
            // The journal's mode is the file's and can't change inside a transaction; a file that can't have WAL keeps its own.
            database.ExecutePatiently("PRAGMA journal_mode = WAL", cancellationToken);
            database.Begin(cancellationToken);
            try
            {
                foreach (var statement in Create.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) database.Execute(statement);
                database.Commit();
            }
            finally
            {
                database.Rollback();
            }
        }

        database.Execute("PRAGMA synchronous = FULL");
        return lacksFormat;
    }

    /// <summary>Writes down the format again.</summary>
    public static void Mend(SqliteDatabase database) => database.Execute($"INSERT OR REPLACE INTO \"syncline_meta\" VALUES ('format', {Format})");

    /// <summary>What the file says of a state; null when it knows none of the name.</summary>
    public static StateRow? Find(SqliteDatabase database, string id)
    {
        using var statement = database.Prepare("SELECT \"first\", \"version\", \"fence\", \"expires\", \"holder\", \"machine\", \"process\", \"started\" FROM \"syncline_lease\" WHERE \"state\" = ?1");
        statement.BindString(1, id);
        if (!statement.Step()) return null;
        long Number(int column) => statement.Int64Of(statement.Cell(column));
        string Text(int column) => Encoding.UTF8.GetString(statement.TextOf(statement.Cell(column)));
        var free = statement.ClassOf(statement.Cell(4)) == SqliteStatement.Null;
        return new(Number(0), Number(1), Number(2), DateTimeOffset.FromUnixTimeMilliseconds(Number(3)), free ? null : new(Text(4), new(Text(5), (int)Number(6), Number(7))));
    }
}

/// <summary>A state's segments and lease.</summary>
/// <param name="First">The number of its first segment; above <paramref name="Version"/> when there are none; 0 when this row was lost and its segments are not to be trusted.</param>
/// <param name="Version">The number of its last segment.</param>
/// <param name="Fence">Grows with every holder.</param>
/// <param name="Expires">When the lease ends unless it is renewed.</param>
/// <param name="Holder">Who holds it.</param>
internal sealed record StateRow(long First, long Version, long Fence, DateTimeOffset Expires, LeaseHolder? Holder);

/// <summary>A run that holds a lease.</summary>
/// <param name="Id">The run's own.</param>
/// <param name="Process">The process it runs in.</param>
internal sealed record LeaseHolder(string Id, ProcessIdentity Process);
