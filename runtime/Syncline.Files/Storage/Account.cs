using System.Globalization;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Who a file belongs to, and who asks, in words behind "the account".</summary>
internal static partial class Account
{
    /// <summary>The account that the process runs as; where it has no name, by its number.</summary>
    public static string Name => Environment.UserName is { Length: > 0 } name ? name : OperatingSystem.IsWindows() ? "it runs as" : Numbered(EffectiveUser());

    /// <summary>The account that owns a file or folder; <see langword="null"/> where the system does not say.</summary>
    public static string? OwnerOf(string path) => FileStatus.Of(path) is { } status ? Numbered(status.Owner) : null;

    private static string Numbered(uint user) => string.Create(CultureInfo.InvariantCulture, $"with the number {user}");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
