using System.Diagnostics;
using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>This program once more, for what is to be killed or looked at from outside.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument of a child: what it does and what with follow.</summary>
    public const string Argument = "child";

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(Argument);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static int Run(string[] arguments) => arguments[0] switch
    {
        "kill-postgres" => KillPostgres.Deliver(arguments[1], arguments[2], Number(arguments[3])),
        "memory-postgres" => MemoryPostgres.Deliver(arguments[1], Number(arguments[2]), isLater: arguments[3] == "later"),
        MailchimpServer.Child => MailchimpServer.ServeAsync(Number(arguments[1])).GetAwaiter().GetResult(),
        _ => throw new ArgumentException($"There is no child called {arguments[0]}."),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
