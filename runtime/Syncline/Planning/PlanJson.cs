using System.Text.Json;

namespace Syncline;

/// <summary>A plan as JSON, operation by operation, so that a large one is never whole in memory. Sensitive values are masked.</summary>
internal static class PlanJson
{
    private const int FlushAt = 1 << 16;

    public static async Task WriteAsync<TModel, TKey>(SyncPlan<TModel, TKey> plan, PlannedRun<TModel, TKey> run, Stream stream, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        await using var jsonScope = json.ConfigureAwait(false);
        json.WriteStartObject();
        json.WriteNumber("format", 1);
        json.WriteString("sync", run.Context.Sync.Name);
        if (run.Context.Undo is { } undone)
        {
            json.WriteString("undoes", undone.RunId);
            json.WriteNumber("perhapsThereBefore", undone.PerhapsThere);
        }

        json.WriteString("fingerprint", plan.Fingerprint);
        WriteCounts(json, plan.Counts);
        json.WriteString("modelChange", run.ModelNote);
        json.WriteString("openCommit", run.OpenCommitNote);
        WriteFindings(json, plan);
        json.WriteStartArray("operations");
        foreach (var change in plan.Changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(json, change);
            if (json.BytesPending > FlushAt) await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteCounts(Utf8JsonWriter json, SyncCounts counts)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("queried", counts.Queried);
        json.WriteNumber("unchanged", counts.Unchanged);
        json.WriteNumber("added", counts.Added);
        json.WriteNumber("changed", counts.Changed);
        json.WriteNumber("removed", counts.Removed);
        json.WriteNumber("invalid", counts.Invalid);
        json.WriteNumber("carried", counts.Carried);
        json.WriteNumber("planned", counts.Planned);
        json.WriteNumber("ignored", counts.Ignored);
        json.WriteNumber("parked", counts.Parked);
        json.WriteEndObject();
    }

    private static void WriteFindings<TModel, TKey>(Utf8JsonWriter json, SyncPlan<TModel, TKey> plan)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        if (plan.Guard is { } guard)
        {
            json.WriteStartObject("guard");
            json.WriteString("guard", guard.Guard);
            json.WriteString("message", guard.Message);
            json.WriteString("fingerprint", guard.Fingerprint);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("guard");
        }

        json.WriteStartArray("invalidRows");
        foreach (var row in plan.InvalidRows)
        {
            json.WriteStartObject();
            if (row.Position is { } position) json.WriteNumber("position", position);
            else json.WriteNull("position");
            json.WriteString("key", row.Key);
            json.WriteString("reason", row.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("keyClashes");
        foreach (var clash in plan.KeyClashes)
        {
            json.WriteStartObject();
            json.WriteNumber("position", clash.Position);
            json.WriteString("key", clash.Key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write<TModel, TKey>(Utf8JsonWriter json, SyncChange<TModel, TKey> change)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var columns = TModel.Schema.Columns.ToArray();
        json.WriteStartObject();
        json.WriteString("operation", JsonNamingPolicy.CamelCase.ConvertName(change.Operation.ToString()));
        json.WriteString("change", JsonNamingPolicy.CamelCase.ConvertName(change.GetType().Name));
        json.WriteStartObject("key");
        var keyWriter = new JsonColumnWriter(json, [.. TModel.Schema.Key.Select(column => columns[column])]);
        var key = change.Key;
        TKey.Write(in key, ref keyWriter);
        json.WriteEndObject();
        switch (change)
        {
            case SyncChange<TModel, TKey>.Added added:
                WriteRow(json, "row", added.Row, columns);
                break;
            case SyncChange<TModel, TKey>.Carried carried:
                WriteRow(json, "row", carried.Row, columns);
                break;
            case SyncChange<TModel, TKey>.Full full:
                WriteRow(json, "row", full.Row, columns);
                break;
            case SyncChange<TModel, TKey>.Changed changed:
                WriteRow(json, "row", changed.Row, columns);
                if (!changed.HasBefore) break;
                WriteRow(json, "before", changed.Before!, columns);
                json.WriteStartArray("columns");
                foreach (var column in changed.Columns) json.WriteStringValue(columns[column].Name);
                json.WriteEndArray();
                break;
            case SyncChange<TModel, TKey>.Removed { HasRow: true } removed:
                WriteRow(json, "row", removed.Row!, columns);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteRow<TModel>(Utf8JsonWriter json, string name, TModel row, SyncColumn[] columns)
        where TModel : ISyncModel<TModel>
    {
        json.WriteStartObject(name);
        var writer = new JsonColumnWriter(json, columns);
        TModel.Write(in row, ref writer);
        json.WriteEndObject();
    }
}
