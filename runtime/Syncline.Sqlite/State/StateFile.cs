using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>The file of a state before there are tables in it.</summary>
internal static class StateFile
{
    // The smallest page SQLite knows.
    private const int SmallestDatabase = 512;

    // Where the header says how the file is to be written, and the highest that there is: by a write-ahead log. See sqlite.org/fileformat.html.
    private const int WriteVersionAt = 18;
    private const int HighestWriteVersion = 2;

    // What SQLite keeps beside a file that has something to be brought into it.
    private static readonly string[] Logs = ["-wal", "-journal"];

    /// <summary>A file of no bytes was a state once: a new one never looks like that. SQLite takes it, and one of a few bytes, for a new database.</summary>
    /// <exception cref="StateException">The file is empty, or too short.</exception>
    public static void RefuseEmpty(SqliteLocation location)
    {
        if (location.File is null || new FileInfo(location.File) is not { Exists: true, Length: var length and < SmallestDatabase }) return;
        throw StateFaults.Lost(location, length == 0 ? "it is empty (0 bytes)" : string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes, less than any database"));
    }

    /// <summary>SQLite opens a file to be written in a way it doesn't know to read only, and says nothing.</summary>
    /// <exception cref="StateException">The header asks for such a way.</exception>
    public static void RefuseUnknownWriting(SqliteLocation location)
    {
        if (location.File is null) return;
        using var file = new FileStream(location.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) { Position = WriteVersionAt };
        var version = file.ReadByte();
        if (version > HighestWriteVersion) throw StateFaults.Lost(location, string.Create(CultureInfo.InvariantCulture, $"its header asks for a way of writing that SQLite does not have (write version {version})"));
    }

    /// <summary>Sees that there is no file of a state indeed, where none was found, nor anything that a new one would take for its own.</summary>
    /// <exception cref="StateException">The folder may not be looked at, or a log lies there without its file.</exception>
    public static void RefuseLeftovers(SqliteLocation location)
    {
        var path = location.File!;
        try
        {
            _ = File.GetAttributes(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw StateFaults.Hidden(path, e);
        }
        catch (IOException)
        {
            // A log comes after its file: where the file is there now, another run was first with it.
            if (Array.Find(Logs, log => File.Exists(path + log)) is { } found && !File.Exists(path)) throw StateFaults.Orphaned(path, path + found);
        }
    }

    /// <summary>Creates the file whole: no one ever sees it without its tables, and a crash leaves none.</summary>
    public static void Create(SqliteLocation location)
    {
        // A link that leads nowhere yet stays, and the file is made where it leads.
        var path = location.File!;
        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            // SQLite gives its journal the rights of the file.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            new FileStream(draft, options).Dispose();
            using (var database = SqliteDatabase.Open(SqliteLocation.Parse(new SqliteConnectionStringBuilder { DataSource = draft }.ConnectionString, nameof(location)), SqliteOpenMode.ReadWrite, CancellationToken.None))
            {
                StateTables.Prepare(database, CancellationToken.None);
                // What is only in the log stays behind when the file is moved; closing would try to empty it, and on a full disk leave it without a word.
                database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            WholeMove.ToFree(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another run was first with it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"The state file {path} could not be created: {e.Message} Check the rights to its folder.", e);
        }
        finally
        {
            foreach (var file in new[] { draft, draft + "-wal", draft + "-shm", draft + "-journal" }) Remove(file);
        }
    }

    private static void Remove(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why it could not be made is what matters.
        }
    }
}
