namespace Syncline;

/// <summary>A source could not be opened, does not fit the model, or failed while it was read. Nothing was delivered.</summary>
public class SourceException : Exception
{
    /// <summary>Says what went wrong: the source, the column or value, and the way out.</summary>
    public SourceException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="SourceException(string)"/>
    public SourceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>One row could not be read: a null where the model says never, a value that doesn't fit its column.</summary>
/// <param name="column">The column's name.</param>
/// <param name="message">What was found and what was expected. Holds no value of a sensitive column.</param>
/// <param name="innerException">The driver's error, if there was one.</param>
public sealed class UnreadableRowException(string column, string message, Exception? innerException = null) : SourceException(message, innerException)
{
    /// <summary>The column's name.</summary>
    public string Column { get; } = column;
}
