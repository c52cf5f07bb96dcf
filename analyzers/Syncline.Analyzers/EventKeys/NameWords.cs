namespace Syncline.Analyzers.EventKeys;

/// <summary>Takes names apart: <c>SalesOrderID</c>, <c>sales_order_id</c> and <c>salesOrderIds</c> are all "sales order id".</summary>
internal static class NameWords
{
    /// <summary>The words of a name, in lower case and in the singular.</summary>
    public static string[] Split(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && !EndsBefore(name, i)) continue;
            var word = name.Substring(start, i - start).Trim('_', '-', ' ', '.', '$', '@').ToLowerInvariant();
            start = i;
            if (word.Length > 0) AddWord(words, word);
        }

        return [.. words];
    }

    /// <summary>The name as one word, so that spellings compare: <c>EventId</c> and <c>event_id</c> are both "eventid".</summary>
    public static string Join(string name) => string.Concat(Split(name));

    /// <summary>Where <paramref name="part"/> stands in <paramref name="whole"/> without a gap; -1 for nowhere.</summary>
    public static int IndexOf(IReadOnlyList<string> whole, IReadOnlyList<string> part)
    {
        for (var at = 0; part.Count > 0 && at + part.Count <= whole.Count; at++)
        {
            var matches = true;
            for (var i = 0; i < part.Count; i++) matches &= whole[at + i] == part[i];
            if (matches) return at;
        }

        return -1;
    }

    /// <summary>Whether the last words of <paramref name="whole"/> are <paramref name="end"/>.</summary>
    public static bool EndsWith(IReadOnlyList<string> whole, IReadOnlyList<string> end)
        => end.Count > 0 && end.Count <= whole.Count && end.SequenceEqual(whole.Skip(whole.Count - end.Count));

    // A word ends before a capital that follows a small letter, before the last capital of a run (HTTPRequest), and at a separator.
    private static bool EndsBefore(string name, int i)
    {
        if (i == 0) return false;
        if (!char.IsLetterOrDigit(name[i])) return true;
        if (!char.IsLetterOrDigit(name[i - 1])) return true;
        if (!char.IsUpper(name[i])) return false;
        if (!char.IsUpper(name[i - 1])) return true;
        return i + 1 < name.Length && char.IsLower(name[i + 1]) && !(name[i + 1] == 's' && i + 2 == name.Length);
    }

    private static void AddWord(List<string> words, string word)
    {
        // "userid", "messageguid": written as one word, but two when the head is one that has ids.
        foreach (var ending in EventKeyWords.IdEndings)
        {
            var head = word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal) ? word.Substring(0, word.Length - ending.Length) : "";
            if (!EventKeyWords.HasIds(head)) continue;
            words.Add(head);
            words.Add(ending);
            return;
        }

        words.Add(Singular(word));
    }

    private static string Singular(string word)
    {
        if (word.Length < 3 || !word.EndsWith("s", StringComparison.Ordinal)) return word;
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal)) return word.Substring(0, word.Length - 3) + "y";
        foreach (var ending in EventKeyWords.PluralEndings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal)) return word.Substring(0, word.Length - 2);
        }

        foreach (var ending in EventKeyWords.SingularEndings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal)) return word;
        }

        return word.Substring(0, word.Length - 1);
    }
}
