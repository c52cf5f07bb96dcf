namespace Syncline;

/// <summary>What is wrong with a row that could not be visited or built.</summary>
internal static class RowFailure
{
    /// <summary>The error as one of the row; null for what is not the row's fault.</summary>
    public static UnreadableRowException? Of(Exception e, SyncSchema schema)
    {
        switch (e)
        {
            case UnreadableRowException unreadable:
                return unreadable;
            case SourceException or SyncStoppedException or OperationCanceledException or IOException or OutOfMemoryException:
                return null;
        }

        // Most likely a converter. Its words may hold the value, which is nobody's to see where a column is sensitive.
        return schema.Columns.Any(column => column.IsSensitive)
            ? new UnreadableRowException("?", $"A value could not be converted ({e.GetType().Name}; its message may hold a sensitive value and is left out).")
            : new UnreadableRowException("?", $"A value could not be converted: {e.Message}", e);
    }

    /// <summary>The error of a row whose visit failed, with its key and the column, found by visiting it once more.</summary>
    public static UnreadableRowException In<TModel>(in TModel row, Exception e)
        where TModel : ISyncModel<TModel>
    {
        var schema = TModel.Schema;
        var probe = new ColumnTextWriter([.. schema.Columns]);
        try
        {
            TModel.Write(in row, ref probe);
        }
        catch (Exception again) when (again is not OutOfMemoryException)
        {
            // As the first time: the columns before the one to blame have their text.
        }

        var failure = Of(e, schema)!;
        var parts = schema.Key.Where(column => probe.Cells[column] is not null).Select(column => $"{schema.Columns[column].Name} = {probe.Cells[column]}").ToArray();
        var place = parts.Length == 0 ? "" : $" It is in the row ({string.Join(", ", parts)}).";
        var column = Array.FindIndex(probe.Cells, cell => cell is null);
        if (failure.Column != "?" || column < 0) return new UnreadableRowException(failure.Column, $"{Syncline.Sentence.Of(failure.Message)}{place}", failure.InnerException);
        var name = schema.Columns[column].Name;
        return new UnreadableRowException(name, $"{Syncline.Sentence.Of(failure.Message.Replace("A value could", $"The value of {name} could", StringComparison.Ordinal))}{place}", failure.InnerException);
    }

    /// <summary>The message as a sentence that begins with the row, once.</summary>
    public static string Sentence(string message, long position)
    {
        return Syncline.Sentence.Of(message.StartsWith("Row ", StringComparison.Ordinal) ? message : $"Row {position}: {message}");
    }
}
