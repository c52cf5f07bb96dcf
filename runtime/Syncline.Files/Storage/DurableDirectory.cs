using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Directories whose entries outlive a loss of power.</summary>
/// <remarks>On Unix a file's entry lasts once its directory was flushed. Windows has no such call, and NTFS journals entries by itself.</remarks>
internal static partial class DurableDirectory
{
    private const int ReadOnly = 0;
    private const int AccessDenied = 13;
    private const int InvalidArgument = 22;

    /// <summary>Makes a directory with all above it, and flushes what was made.</summary>
    /// <param name="root">Where it ends upwards: what is there already.</param>
    /// <param name="path">The directory, in the root.</param>
    public static void Create(string root, string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        if (path.Length > root.Length) Create(root, parent);
        Directory.CreateDirectory(path);
        Flush(parent);
    }

    /// <summary>Flushes a directory's entries to the disk.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == AccessDenied) throw new UnauthorizedAccessException($"The directory {path} may not be read, and a directory is opened to be flushed to the disk.");
        if (descriptor < 0) throw Failure(path);
        try
        {
            // Some file systems in user space know no flush of directories and say so.
            if (Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument) throw Failure(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string path) => new($"The directory {path} could not be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
