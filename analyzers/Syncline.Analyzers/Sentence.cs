namespace Syncline.Analyzers;

/// <summary>Puts names into sentences.</summary>
internal static class Sentence
{
    /// <summary><c>'A'</c>, <c>'A' and 'B'</c>, <c>'A', 'B' and 'C'</c>.</summary>
    public static string Names(IEnumerable<string> names, string last = "and") => List(names.Select(name => $"'{name}'"), last);

    /// <summary>The same without quotes.</summary>
    public static string List(IEnumerable<string> items, string last = "and")
    {
        var all = items.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Length - 1))} {last} {all[all.Length - 1]}";
    }
}
