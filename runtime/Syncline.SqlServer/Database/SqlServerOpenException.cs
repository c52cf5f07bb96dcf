using System.Data.Common;

namespace Syncline;

/// <summary>A connection could not be opened for a reason that the driver says with another type than its own: a pool that has none to give, a token that was not to be had.</summary>
internal sealed class SqlServerOpenException(string message, bool isPassing, Exception innerException) : DbException(message, innerException)
{
    public bool IsPassing { get; } = isPassing;
}
