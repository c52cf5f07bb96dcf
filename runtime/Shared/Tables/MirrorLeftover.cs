using System.Globalization;

namespace Syncline;

/// <summary>What a second comparison of a mirrored table finds to do, in words.</summary>
internal static class MirrorLeftover
{
    /// <summary>How many records there are and which is one of them; null where there is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="foreign">Keys of records that are none of the run's.</param>
    /// <param name="writes">Rows of the run whose record is missing or differs.</param>
    /// <param name="unreadable">Records whose key is none of the model's.</param>
    public static string? Describe<TModel, TKey>(WholeRun<TModel, TKey> run, IReadOnlyList<TKey> foreign, IReadOnlyList<int> writes, int unreadable)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var count = foreign.Count + writes.Count + Math.Max(0, unreadable);
        if (count == 0) return null;
        var first = foreign.Count > 0 ? WholeRun<TModel, TKey>.ForeignOf(foreign[0], default).Key : writes.Count > 0 ? WholeRun<TModel, TKey>.ForeignOf(run[writes[0]].Key, default).Key : "one without a key that the model reads";
        return string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "record" : "records")}, {first}{(count == 1 ? "" : " among them")}");
    }
}
