using Syncline.Files.Tests.Survival;

namespace Syncline.Files.Tests;

/// <summary>Runs the tests; or, started by one of them, does the work that is to be killed or raced against.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [Child.Switch, .. var work]) return await Child.WorkAsync(work).ConfigureAwait(false);
        // What the runner of the tests would generate.
        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions).ConfigureAwait(false)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).ConfigureAwait(false);
    }
}
