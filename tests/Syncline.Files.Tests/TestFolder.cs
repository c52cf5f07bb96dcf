using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Syncline.Files.Tests;

/// <summary>A folder that is gone with the test.</summary>
/// <param name="inMemory">Whether it is on a disk in memory, where there is one: for tests with thousands of commits that nobody has to wait for.</param>
public sealed class TestFolder(bool inMemory = false) : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly DirectoryInfo _folder = inMemory && Directory.Exists(MemoryDisk)
        ? Directory.CreateDirectory(System.IO.Path.Combine(MemoryDisk, $"syncline-files-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("syncline-files-");

    public static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public string Path => _folder.FullName;

    /// <summary>The folder that files are delivered to.</summary>
    public string Lake => this["lake"];

    public string this[string name] => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Everything below the lake, with / between folders, in order.</summary>
    public string[] Tree() => Directory.Exists(Lake) ? [.. Directory.GetFiles(Lake, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Lake, file).Replace('\\', '/')).Order(StringComparer.Ordinal)] : [];

    /// <summary>The files of data, in order.</summary>
    public string[] Data() => [.. Tree().Where(file => !file.StartsWith("_manifests/", StringComparison.Ordinal) && !file.StartsWith(".syncline/", StringComparison.Ordinal))];

    public string[] Manifests() => [.. Tree().Where(file => file.StartsWith("_manifests/", StringComparison.Ordinal))];

    public byte[] Bytes(string file) => File.ReadAllBytes(System.IO.Path.Combine(Lake, file));

    public string Text(string file) => Encoding.UTF8.GetString(Bytes(file));

    public JsonElement Json(string file) => JsonDocument.Parse(Bytes(file)).RootElement;

    /// <summary>What a compressed file holds.</summary>
    public string Unzipped(string file)
    {
        using var stream = new MemoryStream(Bytes(file));
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : new ZstdSharp.DecompressionStream(stream);
        using var reader = new StreamReader(plain);
        return reader.ReadToEnd();
    }

    /// <summary>Makes a folder that can be read and not written, or lets it be written again.</summary>
    public static void Allow(string folder, bool writing)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | (writing ? UnixFileMode.UserWrite : UnixFileMode.None));
    }

    public static UnixFileMode Mode(string folder) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(folder);

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void Dispose()
    {
        foreach (var folder in _folder.EnumerateDirectories("*", SearchOption.AllDirectories)) Allow(folder.FullName, writing: true);
        _folder.Delete(recursive: true);
    }
}
