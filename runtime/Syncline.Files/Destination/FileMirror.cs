namespace Syncline;

/// <summary>Looks at the file that mode All replaces: what of it is gone, and what has to stay as it was.</summary>
internal sealed class FileMirror<TModel, TKey>(IFileStage stage, FileFormat format, string path)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly List<ForeignRecord> _foreign = [];

    /// <summary>How many records the file held.</summary>
    public long Records { get; private set; }

    /// <summary>Those of them that no row of the run has.</summary>
    public IReadOnlyList<ForeignRecord> Foreign => _foreign;

    /// <summary>Writes the records of rows that are held back or were rejected as they stand in the file.</summary>
    /// <exception cref="DestinationException">The file can't be read.</exception>
    public async ValueTask CarryOverAsync(WholeRun<TModel, TKey> run, CommitWriter<TModel> writer, Outcomes outcomes, CancellationToken cancellationToken)
    {
        if (await stage.ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } stream) return;
        await using var streamScope = stream.ConfigureAwait(false);
        try
        {
            var cursor = await format.Read<TModel>(() => stream, path).OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var cursorScope = cursor.ConfigureAwait(false);
            while (await cursor.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                Records++;
                var match = run.Compare(cursor, out var operation);
                if (match == RecordMatch.Foreign) _foreign.Add(ForeignOf(cursor.Current));
                else if (match == RecordMatch.Held || (operation >= 0 && outcomes[operation].Outcome == Outcome.Rejected)) (await writer.FileOfAsync(FileChange.All, cancellationToken).ConfigureAwait(false)).Write(cursor.Current);
            }
        }
        catch (Exception e) when (e is SourceException or UnreadableRowException)
        {
            throw new DestinationException($"The file {path} of mode All can't be read, so that it is not known which of its records would be lost: {e.Message} Correct it, or move it away: the next run writes a whole one then, and what the file alone holds, of rows that are held back or rejected, is not in it.", FailureEffect.NothingPermanent, e);
        }
    }

    private static ForeignRecord ForeignOf(TModel record)
        => TModel.TryGetKey(in record, out var key)
            ? WholeRun<TModel, TKey>.ForeignOf(key, OperationOutcome.Succeeded)
            : ForeignRecord.Of("a record without a key", "", OperationOutcome.Succeeded);
}
