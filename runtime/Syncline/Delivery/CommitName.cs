using System.Globalization;

namespace Syncline;

/// <summary>Names commits: after the run and the number of the batch, so that they sort and no two are alike.</summary>
internal static class CommitName
{
    /// <summary>The number of what a run takes over without delivering it: no destination has such a commit.</summary>
    public const int Recorded = 0;

    /// <summary>Whether a commit is one that no destination has.</summary>
    public static bool IsOfRecorded(string? commit) => commit is not null && commit.EndsWith($"-{Recorded:D6}", StringComparison.Ordinal);

    public static string Of(string runId, int number) => string.Create(CultureInfo.InvariantCulture, $"{runId}-{number:D6}");
}
