namespace Syncline;

/// <summary>The private directory of a run below a folder, and the lock in it that says whether the run is alive.</summary>
/// <remarks>
/// Who makes the lock's file has the directory: a run that opens never takes one that is there, and who cleans up makes the file where it is missing, so that of the two one alone goes on. Who cleans up holds the lock until the directory is moved away.
/// </remarks>
internal sealed class RunDirectory : IDisposable
{
    private const string Lock = "lock";
    private const string Settled = ".settled";
    private const int Attempts = 20;
    private static readonly TimeSpan ForeignDebrisAge = TimeSpan.FromHours(24);
    private readonly FileStream _lock;

    private RunDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Makes the directory of a run that opens.</summary>
    /// <returns><see langword="null"/> where who cleans up took it at this very moment.</returns>
    public static RunDirectory? Make(string path, Action<string>? reached)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        reached?.Invoke("opening");
        var name = LockOf(path);
        FileStream held;
        try
        {
            held = new FileStream(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(name) || !Directory.Exists(path))
        {
            return null;
        }

        var made = new RunDirectory(path, held);
        try
        {
            held.Write(System.Text.Encoding.UTF8.GetBytes(Environment.MachineName));
            held.Flush();
        }
        catch
        {
            made.End();
            made.Dispose();
            throw;
        }

        // Between a file that is made and its lock is a moment in which another can have locked it.
        if (File.Exists(name)) return made;
        made.Dispose();
        return null;
    }

    /// <summary>Takes the directory of a run that is dead.</summary>
    /// <returns><see langword="null"/> where the run is alive, or another took it.</returns>
    public static RunDirectory? Take(string path, DateTimeOffset now)
    {
        FileStream held;
        try
        {
            held = new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var isAlive = IsAlive(held, now);
        // Windows moves no directory in which a file is open; nor does a run get in there, for the file is made.
        if (isAlive || OperatingSystem.IsWindows()) held.Dispose();
        if (isAlive) return null;
        if (Claim(path) is { } claimed) return new RunDirectory(claimed, held);
        held.Dispose();
        return null;
    }

    /// <summary>Moves a directory away, whoever holds it, so that its run finds nothing in it any more.</summary>
    /// <returns>Where it is now; <see langword="null"/> where another was faster.</returns>
    public static string? Claim(string path)
    {
        if (path.EndsWith(Settled, StringComparison.Ordinal)) return path;
        try
        {
            Directory.Move(path, path + Settled);
            return path + Settled;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes a directory that was moved away, with all that is in it.</summary>
    public static void Remove(string claimed)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(claimed, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                // Another removed it.
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another looks into it.
            }
        }
    }

    /// <summary>Ends the run: its directory goes.</summary>
    /// <returns>Whether it was still there.</returns>
    public bool End()
    {
        if (OperatingSystem.IsWindows()) _lock.Dispose();
        if (Claim(Path) is not { } claimed) return false;
        Remove(claimed);
        return true;
    }

    public void Dispose() => _lock.Dispose();

    private static string LockOf(string path) => System.IO.Path.Combine(path, Lock);

    private static bool IsAlive(FileStream held, DateTimeOffset now)
    {
        try
        {
            using var reader = new StreamReader(held, leaveOpen: true);
            // The locks of another machine may not be seen on a mounted folder. One that says nothing was killed before it could.
            var holder = reader.ReadToEnd();
            return holder.Length > 0 && holder != Environment.MachineName && now - File.GetLastWriteTimeUtc(held.Name) < ForeignDebrisAge;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is taken from a run that can't be told to be dead.
            return true;
        }
    }
}
