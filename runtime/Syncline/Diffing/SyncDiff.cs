using System.ComponentModel;

namespace Syncline;

/// <summary>What generated <c>FindChanges</c> methods call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SyncDiff
{
    /// <summary>Compares two lists by key, without hashes.</summary>
    /// <exception cref="ArgumentException">A row is null, has a null key part, or shares its key with another of its list; the message names list, position and key.</exception>
    public static ChangeSet<TModel, TKey> FindChanges<TModel, TKey>(IEnumerable<TModel> before, IEnumerable<TModel> after)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotImplementedException();
}
