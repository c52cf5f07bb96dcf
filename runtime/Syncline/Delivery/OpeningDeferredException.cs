namespace Syncline;

/// <summary>A destination asks to be left alone for longer than the run waits, before it was opened: what there is to deliver is deferred to the next run.</summary>
internal sealed class OpeningDeferredException(string message, DestinationException cause) : DestinationException(message, cause.Effect, cause);
