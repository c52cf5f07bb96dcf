namespace Syncline.Doubles.Tds;

/// <summary>A test wants the connection to break here.</summary>
internal sealed class ConnectionDroppedException : Exception;
