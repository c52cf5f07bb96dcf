namespace Syncline;

/// <summary>What a failed call to a destination left behind.</summary>
public enum FailureEffect
{
    /// <summary>Not known: it was sent and not answered.</summary>
    Unknown,

    /// <summary>Surely nothing was applied, and another try may work: locked, busy, out of reach.</summary>
    NothingTransient,

    /// <summary>Surely nothing was applied, and another try won't work: no permission, wrong table.</summary>
    NothingPermanent,

    /// <summary>Surely nothing was applied: the batch was refused as a whole, perhaps for a single row. It is sent again in halves, until the rows to blame stand alone and are Rejected.</summary>
    NothingRefused,
}

/// <summary>A destination could not be opened, does not fit the sync, or failed a batch as a whole.</summary>
public class DestinationException : Exception
{
    /// <summary>Says what went wrong, naming the destination and the way out.</summary>
    /// <param name="message">The message. Holds no secrets.</param>
    /// <param name="effect">What the failure left behind.</param>
    /// <param name="innerException">The driver's error, if there was one.</param>
    public DestinationException(string message, FailureEffect effect, Exception? innerException = null)
        : base(message, innerException)
        => Effect = effect;

    /// <summary>What the failure left behind.</summary>
    public FailureEffect Effect { get; }

    /// <summary>How long the destination asks to be left alone, as an HTTP Retry-After does.</summary>
    /// <value>Default: <see langword="null"/>, it did not say; zero and below say nothing either.</value>
    public TimeSpan? RetryAfter { get; init; }
}
