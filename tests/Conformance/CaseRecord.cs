using System.Collections.Concurrent;
using System.Globalization;
using Xunit;
using Xunit.v3;

namespace Syncline.Conformance;

/// <summary>What became of a case, a line in the file of its destination, for the matrix.</summary>
internal static class CaseRecord
{
    /// <summary>The environment variable that names the folder.</summary>
    private const string Folder = "SYNCLINE_CONFORMANCE_MATRIX";

    private static readonly ConcurrentDictionary<string, Lock> Files = new(StringComparer.Ordinal);

    /// <summary>Writes what became of the case whose test is being cleaned up.</summary>
    public static void Write(string destination, string? skipped)
    {
        var passed = TestContext.Current.TestState?.Result == TestResult.Passed;
        Write(destination, skipped is not null ? "skipped" : passed ? "passed" : "failed", skipped ?? "");
    }

    /// <summary>Writes that there was no target for the case.</summary>
    public static void Write(string destination, Exception unmade)
    {
        var isSkip = unmade.Message.StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal);
        Write(destination, isSkip ? "skipped" : "failed", isSkip ? unmade.Message[DynamicSkipToken.Value.Length..] : "");
    }

    /// <summary>Writes a line, where a folder is named: theme, line of the source, case, result, and why it was skipped.</summary>
    private static void Write(string destination, string result, string reason)
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { Length: > 0 } folder) return;
        if (TestContext.Current.TestMethod is not IXunitTestMethod test || ConformanceCase.Of(test.Method) is not { } found) return;
        var file = Path.Combine(folder, $"{destination}.tsv");
        var isFirst = false;
        var fileLock = Files.GetOrAdd(file, _ =>
        {
            isFirst = true;
            return new Lock();
        });
        lock (fileLock)
        {
            Directory.CreateDirectory(folder);
            // An older run's results are no part of this one's.
            if (isFirst) File.Delete(file);
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{found.Theme}\t{found.Line}\t{found.Name}\t{result}\t{reason.ReplaceLineEndings(" ").Replace('\t', ' ')}\n"));
        }
    }
}
