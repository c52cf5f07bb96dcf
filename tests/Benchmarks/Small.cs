using BenchmarkDotNet.Running;

namespace Syncline.Benchmarks;

/// <summary>The small benchmarks, measured by BenchmarkDotNet; what follows the name goes to it, as in <c>small --filter *Encoder*</c>.</summary>
internal static class Small
{
    public static double? Run(string[] args)
    {
        BenchmarkSwitcher.FromAssembly(typeof(Small).Assembly).Run(args.Length == 0 ? ["--filter", "*", "--job", "short"] : args);
        return null;
    }
}
