using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>The file of a state before there are tables in it.</summary>
internal static class StateFile
{
    /// <summary>A file of no bytes was a state once: a new one never looks like that.</summary>
    /// <exception cref="StateException">The file is empty.</exception>
    public static void RefuseEmpty(SqliteLocation location)
    {
        if (location.Path is not null && new FileInfo(location.Path) is { Exists: true, Length: 0 }) throw StateFaults.Damaged(location, "it is empty (0 bytes)");
    }

    /// <summary>Creates the file whole: no one ever sees it without its tables, and a crash leaves none.</summary>
    public static void Create(SqliteLocation location)
    {
        var path = location.Path!;
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
