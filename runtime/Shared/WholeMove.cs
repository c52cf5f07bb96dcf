using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Moves that show a file as a whole or not at all.</summary>
/// <remarks>
/// The runtime's own move copies from one file system to another, in plain view, and looks whether a name is free before it renames, so that of two moves at once one replaces the
/// other's file. On Unix these are rename(2) and link(2), which do neither.
/// </remarks>
internal static partial class WholeMove
{
    private const int NotPermitted = 1;
    private const int NotThere = 2;
    private const int AccessDenied = 13;
    private const int Exists = 17;
    private const int OtherDevice = 18;

    /// <summary>Moves a file to a name that is free.</summary>
    /// <exception cref="IOException">There is a file of that name, or the system did not move it.</exception>
    /// <exception cref="UnauthorizedAccessException">The account may not.</exception>
    public static void ToFree(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(from, to);
            return;
        }

        // A second name is refused where there is such a file, which a renaming would replace.
        if (Link(from, to) == 0)
        {
            File.Delete(from);
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error is Exists or OtherDevice || File.Exists(to)) throw Failure(from, to, error);
        // Some file systems know no second names. There the look above is all there is.
        Over(from, to);
    }

    /// <summary>Moves a file to a name, in place of the file that has it.</summary>
    /// <exception cref="IOException">The system did not move it.</exception>
    /// <exception cref="UnauthorizedAccessException">The account may not.</exception>
    public static void Over(string from, string to)
    {
        if (OperatingSystem.IsWindows()) File.Move(from, to, overwrite: true);
        else if (Rename(from, to) != 0) throw Failure(from, to, Marshal.GetLastPInvokeError());
    }

    /// <summary>Whether files can't be moved from one directory to another, for they are on two file systems.</summary>
    /// <remarks>Nothing is moved: no system lets a directory's dot be replaced, and the file systems are compared before that is refused. <see langword="false"/> where the system doesn't say.</remarks>
    public static bool IsBarred(string from, string to)
        => !OperatingSystem.IsWindows() && Rename(from, Path.Combine(to, ".")) != 0 && Marshal.GetLastPInvokeError() == OtherDevice;

    private static Exception Failure(string from, string to, int error)
    {
        var message = $"{from} could not be moved to {to}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error switch
        {
            NotPermitted or AccessDenied => new UnauthorizedAccessException(message),
            NotThere => new DirectoryNotFoundException(message),
            _ => new IOException(message, error),
        };
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
