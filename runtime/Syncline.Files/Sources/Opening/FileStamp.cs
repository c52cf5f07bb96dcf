using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Syncline;

/// <summary>What a file looks like from outside: whether it changed is seen by it.</summary>
internal readonly record struct FileStamp(long Length, DateTime WrittenAt)
{
    public static FileStamp Of(SafeFileHandle handle) => new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Length} bytes of {WrittenAt:yyyy-MM-dd HH:mm:ss.fffffff}");
}
