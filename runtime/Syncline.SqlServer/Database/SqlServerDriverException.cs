using System.Data.Common;

namespace Syncline;

/// <summary>What the driver says with another type than its own: a pool that has no connection to give, a token that was not to be had, a transaction that is no more.</summary>
internal sealed class SqlServerDriverException(string message, bool isPassing, Exception? innerException) : DbException(message, innerException)
{
    public bool IsPassing { get; } = isPassing;
}
