using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Syncline;

/// <summary>Files whose bytes outlive a loss of power.</summary>
/// <remarks>On Unix the runtime's own flush says nothing of a disk that fails: it passes over what fsync answers.</remarks>
internal static partial class DurableFile
{
    private const int InvalidArgument = 22;
    private const int ReadOnly = 30;
    private const int NotSupportedOnLinux = 95;
    private const int NotSupportedOnMac = 45;

    /// <summary>Flushes a file's bytes to the disk.</summary>
    /// <param name="file">The file, open to be written and without a buffer of its own.</param>
    /// <param name="path">Its path, for an error.</param>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void Flush(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        if (Fsync(file) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        // What knows no flush keeps nothing back: a pipe, some file systems in user space.
        if (error is InvalidArgument or ReadOnly or NotSupportedOnLinux or NotSupportedOnMac) return;
        throw new IOException($"The file {path} could not be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}", error);
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);
}
