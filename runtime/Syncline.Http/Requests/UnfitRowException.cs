namespace Syncline;

/// <summary>A row holds what a request can't: it is to blame, and rejected.</summary>
internal sealed class UnfitRowException(string message) : Exception(message);
