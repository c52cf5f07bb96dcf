using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Syncline.Tests;

/// <summary>A disk of its own with little room, which can be filled and emptied.</summary>
internal sealed partial class SmallDisk : IDisposable
{
    private const int Detach = 2;
    private const nuint Remount = 32;
    private const nuint ReadOnly = 1;
    private const int Block = 4096;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("syncline-disk-");

    /// <summary>Mounts it, where that is permitted; else the test is skipped.</summary>
    public SmallDisk(int kilobytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            _folder.Delete();
            Assert.Skip("A small disk is a tmpfs, which Linux has.");
        }

        if (Mount("tmpfs", _folder.FullName, "tmpfs", 0, string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k")) == 0) return;
        var why = Marshal.GetLastPInvokeErrorMessage();
        _folder.Delete();
        Assert.Skip($"A small disk can't be mounted: {why}.");
    }

    public string Folder => _folder.FullName;

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Leaves so much room and no more.</summary>
    public void Fill(int kilobytesLeft)
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[Block];
        while (new DriveInfo(Folder).AvailableFreeSpace > kilobytesLeft * 1024L) ballast.Write(block);
    }

    /// <summary>Lets nobody write any more.</summary>
    public void MakeReadOnly()
    {
        if (Mount("tmpfs", Folder, "tmpfs", Remount | ReadOnly, "") != 0) throw new InvalidOperationException($"{Folder} can't be made read-only: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Gives the room back at once: a process that another test is starting may hold the file, and its room with it, for a moment after it is deleted.</summary>
    public void MakeRoom()
    {
        using (new FileStream(Ballast, FileMode.Truncate))
        {
        }

        File.Delete(Ballast);
    }

    public void Dispose()
    {
        if (Unmount(Folder, Detach) != 0) throw new InvalidOperationException($"{Folder} can't be unmounted: {Marshal.GetLastPInvokeErrorMessage()}.");
        _folder.Delete();
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
