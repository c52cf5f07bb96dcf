using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>What generated <c>FindChanges</c> methods call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SyncDiff
{
    /// <summary>Compares two lists by key, without hashes.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="before">The rows as they were. Arrays and lists are read in place, anything else is copied first; don't change them meanwhile.</param>
    /// <param name="after">The rows as they are.</param>
    /// <remarks>Fastest where both lists come in one order of the key, ascending or descending: then they are merged. Otherwise an index of 5 bytes a row is built over the first.</remarks>
    /// <exception cref="ArgumentException">A row is null, has a null key part, or shares its key with another of its list; the message names list, position and key.</exception>
    public static ChangeSet<TModel, TKey> FindChanges<TModel, TKey>(IEnumerable<TModel> before, IEnumerable<TModel> after)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var diff = new ListDiff<TModel, TKey>(Rows(before), Rows(after));
        return diff.Run();
    }

    private static ReadOnlySpan<TModel> Rows<TModel>(IEnumerable<TModel> rows) => rows switch
    {
        TModel[] array => array,
        List<TModel> list => CollectionsMarshal.AsSpan(list),
        ArraySegment<TModel> segment => segment,
        ImmutableArray<TModel> array => array.AsSpan(),
        _ => rows.ToArray(),
    };
}
