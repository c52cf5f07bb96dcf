namespace Syncline;

/// <summary>Opens a source and reads it to its end; whatever it throws says which source it was, and after which row.</summary>
internal static class SourceReading
{
    public static async Task ReadAsync<TModel, TKey>(ISyncSource<TModel> source, Planner<TModel, TKey> planner, ProgressReporter progress, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var opened = false;
        try
        {
            var cursor = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
            opened = true;
            await using (cursor.ConfigureAwait(false))
            {
                await planner.ReadAsync(cursor, progress, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when ((!opened || planner.AwaitsSource) && e is not (SourceException or OperationCanceledException))
        {
            throw new SourceException($"{source.Name} failed after {Sentence.Count(planner.Counts.Queried, "row")}: {e.Message.TrimEnd('.')}. Nothing was delivered. Mend the source and run again.", e);
        }
    }
}
