using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Whether a folder can be written, found out without a trace in it.</summary>
/// <remarks>Windows has no such call: there it shows when a file is moved.</remarks>
internal static partial class FolderRights
{
    // To read, to write and to enter: a folder is read to be flushed.
    private const int ReadWriteEnter = 7;
    private const int AccessDenied = 13;
    private const int ReadOnly = 30;

    /// <summary>Sees that files can be moved into a folder.</summary>
    /// <exception cref="UnauthorizedAccessException">The account may not.</exception>
    /// <exception cref="IOException">The file system can only be read.</exception>
    public static void Check(string folder)
    {
        if (OperatingSystem.IsWindows() || Access(folder, ReadWriteEnter) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        if (error == AccessDenied) throw new UnauthorizedAccessException($"The directory {folder} may not be read, written and entered, as the manifest that is moved there needs.");
        if (error == ReadOnly) throw new IOException($"The directory {folder} takes no files.", error);
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
