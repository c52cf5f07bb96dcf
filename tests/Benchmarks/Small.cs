using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Syncline.Benchmarks;

/// <summary>The small benchmarks, measured by BenchmarkDotNet; what follows the name goes to it, as in <c>small --filter *Encoder*</c>.</summary>
internal static class Small
{
    public static double? Run(string[] args)
    {
        // In this process: BenchmarkDotNet looks for a project file named as the assembly is, and the assembly's name is what lets it see internals.
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Small).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
        if (summaries.Any(s => s.HasCriticalValidationErrors || s.Reports.Any(r => !r.Success))) throw new InvalidOperationException("A benchmark did not run; see above.");
        return null;
    }
}
