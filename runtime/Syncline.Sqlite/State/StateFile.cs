using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>The file of a state before there are tables in it.</summary>
internal static class StateFile
{
    // The smallest page SQLite knows.
    private const int SmallestDatabase = 512;

    /// <summary>A file of no bytes was a state once: a new one never looks like that. SQLite takes it, and one of a few bytes, for a new database.</summary>
    /// <exception cref="StateException">The file is empty, or too short.</exception>
    public static void RefuseEmpty(SqliteLocation location)
    {
        if (location.File is null || new FileInfo(location.File) is not { Exists: true, Length: var length and < SmallestDatabase }) return;
        throw StateFaults.Lost(location, length == 0 ? "it is empty (0 bytes)" : string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes, less than any database"));
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
            }

            File.Move(draft, path, overwrite: false);
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
            File.Delete(draft);
        }
    }
}
