using System.Globalization;

namespace Syncline;

/// <summary>Says which columns of a model changed, and how. Compiled into the generator too, whose rules say the same as a run.</summary>
internal static class ModelDifference
{
    private const int Listed = 10;

    /// <summary>The difference of two signatures, as what goes into a sentence: <c>column 'Name' was added (Text?) and column 'Price' is gone</c>.</summary>
    public static string Describe(string before, string after)
    {
        var changes = SignatureColumn.Read(before) is { } old && SignatureColumn.Read(after) is { } now ? Find(old, now) : [];
        // Signatures that were never written by this version: they are all that is known.
        if (changes.Count == 0) return $"it was '{before}' and is '{after}'";
        if (changes.Count > Listed) changes = [.. changes.Take(Listed), Invariant($"{changes.Count - Listed} more changes")];
        return changes.Count == 1 ? changes[0] : $"{string.Join(", ", changes.Take(changes.Count - 1))} and {changes[changes.Count - 1]}";
    }

    /// <summary>Each change, those of columns that are gone last; none where the columns are the same.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<SignatureColumn> before, IReadOnlyList<SignatureColumn> after)
    {
        var changes = new List<string>();
        foreach (var column in after)
        {
            if (before.FirstOrDefault(candidate => candidate.Name == column.Name) is not { } old) changes.Add($"column '{column.Name}' was added ({column.Type})");
            else if (Traits(old, column).ToArray() is { Length: > 0 } traits) changes.Add($"column '{column.Name}' {string.Join(" and ", traits)}");
        }

        changes.AddRange(before.Where(column => after.All(candidate => candidate.Name != column.Name)).Select(column => $"column '{column.Name}' is gone"));
        if (!Common(before, after).SequenceEqual(Common(after, before))) changes.Add("the columns stand in another order");
        return changes;
    }

    private static IEnumerable<string> Traits(SignatureColumn before, SignatureColumn after)
    {
        if (before.Kind != after.Kind) yield return $"changed from {before.Type} to {after.Type}";
        else if (before.IsNullable != after.IsNullable) yield return after.IsNullable ? "may be null now" : "can no longer be null";
        if (before.IsCompared != after.IsCompared) yield return after.IsCompared ? "is compared now" : "is no longer compared";
        if (before.IgnoresCase != after.IgnoresCase) yield return after.IgnoresCase ? "ignores case now" : "no longer ignores case";
        if (before.Tolerance.Equals(after.Tolerance)) yield break;
        if (after.Tolerance == 0) yield return Invariant($"is compared exactly now, no longer within {before.Tolerance:R}");
        else yield return Invariant($"is compared within {after.Tolerance:R} now, ") + (before.Tolerance == 0 ? "no longer exactly" : Invariant($"no longer within {before.Tolerance:R}"));
    }

    // The hash of a row takes its columns in their order.
    private static IEnumerable<string> Common(IReadOnlyList<SignatureColumn> columns, IReadOnlyList<SignatureColumn> others)
        => columns.Select(column => column.Name).Where(name => others.Any(other => other.Name == name));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
