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

    /// <summary>The message as a sentence that begins with the row, once.</summary>
    public static string Sentence(string message, long position)
    {
        return Syncline.Sentence.Of(message.StartsWith("Row ", StringComparison.Ordinal) ? message : $"Row {position}: {message}");
    }
}
