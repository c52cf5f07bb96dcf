using System.IO.Compression;
using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Reading a source by hand, as the engine does.</summary>
internal static class Read
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<List<TModel>> RowsAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        await using var cursor = await source.OpenAsync(Stop);
        while (await cursor.ReadAsync(Stop)) rows.Add(cursor.Current);
        return rows;
    }

    /// <summary>What the encoder keeps of each row: its key, whether that is null, and the canonical bytes of the rest; or why it can't be read.</summary>
    public static async Task<List<string>> EncodedAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<string>();
        await using var cursor = await source.OpenAsync(Stop);
        while (await cursor.ReadAsync(Stop)) rows.Add(Encoded(cursor));
        return rows;
    }

    /// <summary>What is wrong with the source before its first row.</summary>
    public static async Task<string> OpeningFails<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
        => (await Assert.ThrowsAsync<SourceException>(async () => await source.OpenAsync(Stop))).Message;

    /// <summary>What ends the reading of the source.</summary>
    public static async Task<string> ReadingFails<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
        => (await Assert.ThrowsAsync<SourceException>(async () => await EncodedAsync(source))).Message;

    /// <summary>What is wrong with the only row, found alike by the raw way and by way of a record.</summary>
    public static async Task<string> RowFails<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        await using var cursor = await source.OpenAsync(Stop);
        Assert.True(await cursor.ReadAsync(Stop));
        var encoder = new RowEncoder(TModel.Schema);
        var raw = Assert.Throws<UnreadableRowException>(() => cursor.Encode(ref encoder)).Message;
        Assert.Equal(raw, Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
        encoder.Release();
        return raw;
    }

    /// <summary>Writes a file of text.</summary>
    public static string Write(this TestFolder folder, string name, string text) => folder.Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file, compressed as its name says.</summary>
    public static string Write(this TestFolder folder, string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], Path.GetExtension(name) switch { ".gz" => Gzip(bytes), ".zst" => Zstd(bytes), _ => bytes });
        return folder[name];
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest)) gzip.Write(bytes);
        return to.ToArray();
    }

    public static byte[] Zstd(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var zstd = new ZstdSharp.CompressionStream(to, 3)) zstd.Write(bytes);
        return to.ToArray();
    }

    private static string Encoded<TModel>(RowCursor<TModel> cursor)
        where TModel : ISyncModel<TModel>
    {
        var encoder = new RowEncoder(TModel.Schema);
        try
        {
            cursor.Encode(ref encoder);
            return $"{(encoder.KeyIsNull ? "null" : Convert.ToHexString(encoder.KeyBytes))} {Convert.ToHexString(encoder.CanonicalBytes)} {encoder.Hash():x}";
        }
        catch (UnreadableRowException e)
        {
            return e.Message;
        }
        finally
        {
            encoder.Release();
        }
    }
}
