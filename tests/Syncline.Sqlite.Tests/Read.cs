namespace Syncline.Sqlite.Tests;

/// <summary>Reading a source by hand, as the engine does.</summary>
internal static class Read
{
    public static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public static async Task<List<TModel>> RowsAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        await using var cursor = await source.OpenAsync(Stop);
        while (await cursor.ReadAsync(Stop)) rows.Add(cursor.Current);
        return rows;
    }

    /// <summary>What the encoder keeps of each row: its key, whether that is null, and the canonical bytes of the rest.</summary>
    public static async Task<List<string>> EncodedAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<string>();
        await using var cursor = await source.OpenAsync(Stop);
        while (await cursor.ReadAsync(Stop)) rows.Add(Encoded(cursor));
        return rows;
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
