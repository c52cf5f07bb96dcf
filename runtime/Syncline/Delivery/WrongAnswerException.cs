namespace Syncline;

/// <summary>A destination answered what is no answer: a bug of the destination, which the message names.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);

/// <summary>The lease could not be kept. A destination may throw errors of a state too, of one it uses itself: those are its own.</summary>
internal sealed class LeaseFailure(Exception e) : Exception(e.Message, e);
