using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Syncline.ApiDoubles.Salesforce;

namespace Syncline.Benchmarks;

/// <summary>Upserts into Salesforce by bulk jobs, against a double that takes what it gets and forgets it: what a run has in memory at the most, over a tenth of the rows and over all of them, and how long it takes. What the run holds by itself, its state above all, is told by a destination that keeps nothing.</summary>
internal static class SalesforceBulk
{
    // Little, so that it is full of a tenth of the rows already.
    private const long SpoolMemory = 4L << 20;

    public static double? Run(int rows)
    {
        var (few, many) = (PeakAsync(rows / 10).GetAwaiter().GetResult(), PeakAsync(rows).GetAwaiter().GetResult());
        var (fewOwn, manyOwn) = (OwnPeakAsync(rows / 10).GetAwaiter().GetResult(), OwnPeakAsync(rows).GetAwaiter().GetResult());
        var (each, own) = ((double)(many - few) / (rows - (rows / 10)), (double)(manyOwn - fewOwn) / (rows - (rows / 10)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows / 10} rows {few / 1024.0 / 1024:F1} MB, {rows} rows {many / 1024.0 / 1024:F1} MB, {each:F1} bytes for each further row; of these the run's own, the state above all, {own:F1}, and the destination's {each - own:F1}"));
        return (double)many / few;
    }

    private static async Task<long> PeakAsync(int rows)
    {
        await using var org = new SalesforceDouble { KeepsRequests = false };
        org.Add("Contact",
            new SObjectField("ExtId__c", "double") { IsExternalId = true, IsUnique = true },
            new SObjectField("Email", "email"),
            new SObjectField("Name", "string"),
            new SObjectField("LifetimeValue", "double"),
            new SObjectField("UpdatedAt", "datetime"),
            new SObjectField("Active", "boolean"),
            new SObjectField("Age", "double"),
            new SObjectField("Score", "double"));
        var start = GC.GetTotalMemory(forceFullCollection: true);
        var (peak, jobs) = (start, new ConcurrentDictionary<string, string>());
        org.Before = (http, request) =>
        {
            if (!request.Target.Contains("/jobs/ingest", StringComparison.Ordinal) || request.Target.Contains('?', StringComparison.Ordinal)) return Task.FromResult(false);
            // Its rows are in memory, and those of the next batch have been read.
            if (request.Method == "PATCH") peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
            return AnswerAsync(http, request, jobs);
        };
        await org.StartAsync();
        using var account = new SalesforceAccount(org.Address, "client", "s3cret");
        var watch = Stopwatch.StartNew();
        var report = await Customer.Sync.RunAsync(SyncSource.From(Made(rows)), new SalesforceObject(account, "Contact", "ExtId__c"), new InMemoryStateStore(), new SyncOptions { SpoolMemory = SpoolMemory });
        if (report.Status != SyncStatus.Succeeded) throw new InvalidOperationException($"{report} {report.Message}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows in {watch.Elapsed.TotalSeconds:F1} s, {rows / watch.Elapsed.TotalSeconds:F0} a second"));
        return peak - start;
    }

    private static async Task<long> OwnPeakAsync(int rows)
    {
        var start = GC.GetTotalMemory(forceFullCollection: true);
        var nowhere = new Nowhere { Peak = start };
        var report = await Customer.Sync.RunAsync(SyncSource.From(Made(rows)), nowhere, new InMemoryStateStore(), new SyncOptions { SpoolMemory = SpoolMemory });
        return report.Status == SyncStatus.Succeeded ? nowhere.Peak - start : throw new InvalidOperationException($"{report} {report.Message}");
    }

    private static IEnumerable<Customer> Made(int rows)
    {
        var random = new Random(1);
        for (var id = 1; id <= rows; id++) yield return Customers.Make(random, id);
    }

    /// <summary>A job is done as soon as it is asked for, and all its rows are.</summary>
    private static Task<bool> AnswerAsync(HttpContext http, ApiRequest request, ConcurrentDictionary<string, string> jobs)
    {
        var path = request.Target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var id = path[^1] == "ingest" ? $"750{jobs.Count:000000000000000}" : path[5];
        if (request.Method == "PUT") jobs[id] = request.Body;
        return path[^1] switch
        {
            "successfulResults" => ApiDouble.AnswerAsync(http, 200, ResultsOf(jobs[id])),
            "failedResults" => ApiDouble.AnswerAsync(http, 200, "sf__Id,sf__Error,ExtId__c\n"),
            "unprocessedrecords" => ApiDouble.AnswerAsync(http, 200, jobs.AddOrUpdate(id, "", static (_, _) => "") + "ExtId__c\n"),
            _ => ApiDouble.AnswerAsync(http, 200, $$"""{"id":"{{id}}","object":"Contact","state":"{{(request.Method == "GET" ? "JobComplete" : "Open")}}"}"""),
        };
    }

    private static string ResultsOf(string csv)
    {
        var results = new StringBuilder(csv.Length * 2);
        foreach (var line in csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)) results.Append(results.Length == 0 ? "sf__Id,sf__Created," : "003000000000001AAA,true,").Append(line).Append('\n');
        return results.ToString();
    }

    /// <summary>Takes everything and keeps nothing.</summary>
    private sealed class Nowhere : IUpserts<Customer>, IDeletes<Customer.Key>
    {
        private int _batches;

        public long Peak { get; set; }

        public string Identity => "nowhere";

        public ValueTask UpsertAsync(RowBatch<Customer> batch, CancellationToken cancellationToken)
        {
            // Each look costs a collection.
            if (_batches++ % 10 == 0) Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true));
            return ValueTask.CompletedTask;
        }

        public ValueTask DeleteAsync(KeyBatch<Customer.Key> batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
