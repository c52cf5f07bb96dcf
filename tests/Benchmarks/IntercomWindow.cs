using System.Diagnostics;
using System.Globalization;
using Syncline.ApiDoubles;

namespace Syncline.Benchmarks;

/// <summary>
/// A first run into an empty workspace of the double, whose every answer takes 200 ms, against what an app's limit allows: 10,000 requests a minute in windows of ten seconds, as Intercom has them.
/// The first window is not full when the run begins, and the last when it ends: those between count, and not one request may be refused.
/// </summary>
internal static class IntercomWindow
{
    private const int Limit = 1_666;

    public static double? Run(int rows) => RunAsync(rows).GetAwaiter().GetResult();

    private static async Task<double> RunAsync(int rows)
    {
        await using var api = new IntercomDouble { WindowLimit = Limit, Latency = TimeSpan.FromMilliseconds(200), KeepsRequests = false, MatchesAddresses = false };
        await api.StartAsync();
        using var account = new IntercomAccount(IntercomDouble.Token, IntercomDouble.Workspace) { Address = api.Address };
        AppUser[] users = [.. Enumerable.Range(0, rows).Select(static i => new AppUser(string.Create(CultureInfo.InvariantCulture, $"user{i:D7}"), $"Name {i}", "pro"))];
        var start = Stopwatch.GetTimestamp();
        var report = await AppUser.Sync.RunAsync(SyncSource.From(users), new IntercomContacts(account), new InMemoryStateStore());
        var time = Stopwatch.GetElapsedTime(start);
        if (report.Status != SyncStatus.Succeeded || api.Contacts.Count != rows) throw new InvalidOperationException($"{report} {report.Message}");
        var windows = api.Windows;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} new contacts in {time.TotalSeconds:F1} s; requests in each window of 10 s, of {Limit} allowed: {string.Join(", ", windows)}; {api.TooMany} refused"));
        if (api.TooMany > 0) throw new InvalidOperationException($"{api.TooMany} requests were refused.");
        var full = windows.Skip(1).SkipLast(1).ToArray();
        if (full.Length == 0) throw new InvalidOperationException($"{rows} rows fill no window: take {3 * Limit} or more.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"intercom-window-least ratio {(double)full.Min() / Limit:F2}"));
        return full.Average() / Limit;
    }
}
