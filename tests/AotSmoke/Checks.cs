using Syncline;

namespace AotSmoke;

/// <summary>Prints what was done and remembers what did not hold.</summary>
internal sealed class Checks
{
    private int _failed;

    public int ExitCode => _failed == 0 ? 0 : 1;

    public void That(string what, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {what}");
        if (!holds) _failed++;
    }

    /// <summary>A report whose line begins as said.</summary>
    public void Report(SyncReport report, SyncStatus status, long planned, long succeeded)
    {
        That(report.ToString(), report.Status == status && report.Counts.Planned == planned && report.Counts.Succeeded == succeeded);
        if (report.Message is { } message && status == SyncStatus.Succeeded) Console.WriteLine($"       {message}");
    }

    public int Finish()
    {
        Console.WriteLine(_failed == 0 ? "All checks held." : $"{_failed} checks failed.");
        return ExitCode;
    }
}
