using System.ComponentModel;
using System.Diagnostics;

namespace Syncline.Mutation;

internal enum Verdict
{
    Killed,
    TimedOut,
    Survived,
}

/// <summary>A copy of the built tests, run against one library after the other.</summary>
internal sealed class TestProgram
{
    // It goes through all of Unicode, and is about these files alone.
    private const string SlowClass = "Syncline.Tests.TextFoldTests";
    private const string SlowFiles = "TextFold";

    // Tests that wait for what never comes use no processor at all.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    // They take a second, and find most of what is wrong with a run. A random world that fails looks for the smallest one that does, and takes its time.
    private static readonly string[] Plain = [.. new[] { "Smoke", "FirstRun", "Removal", "Retry", "Segment", "Ledger", "Plan", "Undo", "Mirror", "Commit", "Guard", "Comparison", "SharedKey" }.Select(name => $"Syncline.Tests.Engine.{name}Tests")];

    private readonly string _folder;

    public TestProgram(string built, string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(built)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }

    public string Library => Path.Combine(_folder, "Syncline.dll");

    /// <summary>The processor time that the tests took last.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Runs every test, those likely to fail first.</summary>
    /// <param name="mutant">What the library has in it, if anything.</param>
    /// <param name="limit">The processor time after which the tests are taken to run for ever: whatever else the machine does, it is the same.</param>
    public async Task<Verdict> RunAsync(Mutant? mutant, TimeSpan limit)
    {
        var isSlow = mutant is null || Path.GetFileName(mutant.File).StartsWith(SlowFiles, StringComparison.Ordinal);
        var isOfRuns = mutant?.Folder != "Diffing";
        string[] likely = isOfRuns ? Plain : ["Syncline.Tests"];
        var filter = isOfRuns ? "-class" : "-namespace";
        string[] without = isSlow ? [] : ["-class-", SlowClass];
        Took = TimeSpan.Zero;
        var verdict = await RunAsync([.. likely.SelectMany(name => new[] { filter, name }), .. without], limit).ConfigureAwait(false);
        return verdict == Verdict.Survived ? await RunAsync([.. likely.SelectMany(name => new[] { filter + "-", name }), .. without], limit).ConfigureAwait(false) : verdict;
    }

    private async Task<Verdict> RunAsync(string[] filter, TimeSpan limit)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder, "Syncline.Tests"), ["-noLogo", "-noColor", "-stopOnFail", .. filter]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing a mutant does may harm the machine: memory is bounded, too.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment.TryAdd("SYNCLINE_TEST_SCRIPTS", "300");
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var (used, idle) = (TimeSpan.Zero, Stopwatch.StartNew());
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(100)))
        {
            var now = UsedBy(process) ?? used;
            if (now - used > TimeSpan.FromMilliseconds(50))
            {
                used = now;
                idle.Restart();
            }

            if (now < limit && idle.Elapsed < LongestWait) continue;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return Verdict.TimedOut;
        }

        Took += used;
        return process.ExitCode == 0 ? Verdict.Survived : Verdict.Killed;
    }

    // A process that ends just now can't be asked any more.
    private static TimeSpan? UsedBy(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
