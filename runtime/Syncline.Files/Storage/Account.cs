using System.Globalization;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Who a file belongs to, and who asks, in words behind "the account".</summary>
internal static partial class Account
{
    // The structure is the same on every processor.
    private const int StatSize = 256;
    private const int UserAt = 20;
    private const uint User = 8;
    private const int FromWorkingDirectory = -100;

    /// <summary>The account that the process runs as; where it has no name, by its number.</summary>
    public static string Name => Environment.UserName is { Length: > 0 } name ? name : OperatingSystem.IsWindows() ? "it runs as" : Numbered(EffectiveUser());

    /// <summary>The account that owns a file or folder; <see langword="null"/> where the system does not say.</summary>
    public static string? OwnerOf(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var stat = new byte[StatSize];
        try
        {
            return Stat(FromWorkingDirectory, path, 0, User, stat) == 0 ? Numbered(BitConverter.ToUInt32(stat, UserAt)) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static string Numbered(uint user) => string.Create(CultureInfo.InvariantCulture, $"with the number {user}");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, [Out] byte[] stat);
}
