using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>What Linux says of a file beyond what the runtime tells.</summary>
/// <param name="Owner">The number of the account that owns it.</param>
/// <param name="IsPipe">Whether it is a named pipe or a socket, which to open may wait for ever.</param>
/// <param name="Device">The file system it is on.</param>
/// <param name="Number">Its number there: another file of the same path has another.</param>
internal sealed partial record FileStatus(uint Owner, bool IsPipe, ulong Device, ulong Number)
{
    // The structure is the same on every processor; see statx(2).
    private const int Size = 256;
    private const int OwnerAt = 20;
    private const int ModeAt = 28;
    private const int NumberAt = 32;
    private const int DeviceAt = 136;
    private const uint TypeOwnerNumber = 0x1 | 0x8 | 0x100;
    private const int FromWorkingDirectory = -100;
    private const int TypeBits = 0xF000;
    private const int Pipe = 0x1000;
    private const int Socket = 0xC000;

    /// <summary>The file of a path, behind all links; <see langword="null"/> where there is none, or the system does not say.</summary>
    public static FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var stat = new byte[Size];
        try
        {
            if (Stat(FromWorkingDirectory, path, 0, TypeOwnerNumber, stat) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var type = BitConverter.ToUInt16(stat, ModeAt) & TypeBits;
        return new(BitConverter.ToUInt32(stat, OwnerAt), type is Pipe or Socket, BitConverter.ToUInt64(stat, DeviceAt), BitConverter.ToUInt64(stat, NumberAt));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, [Out] byte[] stat);
}
