namespace Syncline;

/// <summary>Builds rows and keys back from what was spooled of them.</summary>
internal static class PlannedRows
{
    public static TModel? Row<TModel>(in SpooledChange change)
        where TModel : ISyncModel<TModel>
        => change.Change.HasRow ? Row<TModel>(change.Row) : default;

    public static TModel Row<TModel>(ReadOnlySpan<byte> row)
        where TModel : ISyncModel<TModel>
    {
        var reader = new RowCodecReader(row);
        return TModel.Read(ref reader);
    }

    /// <summary>The key as the row spells it, else as the state does.</summary>
    public static TKey Key<TModel, TKey>(in SpooledChange change, TModel? row)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => change.Change.HasRow && TModel.TryGetKey(row!, out var key) ? key : KeyCodec.Decode<TKey>(change.Key, TModel.Schema);
}
