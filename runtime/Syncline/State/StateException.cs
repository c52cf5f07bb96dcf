namespace Syncline;

/// <summary>A state could not be opened, read or written, or is damaged.</summary>
public class StateException : Exception
{
    /// <summary>Says what went wrong, naming the store and the way out.</summary>
    public StateException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="StateException(string)"/>
    public StateException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Another run of the same sync holds the lease.</summary>
/// <param name="message">Who holds it, and until when.</param>
public sealed class LeaseHeldException(string message) : StateException(message);

/// <summary>The run lost its lease to another: it may commit nothing more.</summary>
/// <param name="message">Who holds it now.</param>
public sealed class LeaseLostException(string message) : StateException(message);
