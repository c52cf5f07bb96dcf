using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Syncline;

namespace QuickStart;

/// <summary>A process that is killed in the middle of a run, and the run that takes it up.</summary>
internal static class KilledRun
{
    private const string Victim = "--victim";
    private const int Rows = 20_000;
    private const int Enough = 1_000;

    public static bool IsVictim(string[] args) => args is [Victim, _, _];

    /// <summary>What the process does that will be killed.</summary>
    public static async Task<int> RunVictimAsync(string[] args)
    {
        var report = await RunAsync(args[1], args[2], CancellationToken.None);
        if (report.Status != SyncStatus.Succeeded) Console.Error.WriteLine(report.Message);
        return report.Status == SyncStatus.Succeeded ? 0 : 1;
    }

    public static async Task ShowAsync(WorkFolder folder, Expectations expected, CancellationToken stop)
    {
        Steps.Title("Another process delivers 20,000 customers in batches of 20, and is killed in the middle");
        var (shop, crm) = (ShopFile.Copy(folder.File("big-shop.db"), Rows), folder.File("big-crm.db"));
        using (var victim = Start(shop, crm))
        {
            // It is killed when the sample is stopped, too: nobody else would end it.
            while (!victim.HasExited && !stop.IsCancellationRequested && CustomersIn(crm) < Enough) await Task.Delay(2, CancellationToken.None);
            victim.Kill();
            await victim.WaitForExitAsync(CancellationToken.None);
        }

        var there = CustomersIn(crm);
        expected.That(there is >= Enough and < Rows, "some of them are there", $"{there} of them are there: it was not killed in the middle");

        Steps.Title("The next run takes it up: state and table share a file, so the state knows to the row what is there");
        var report = await RunAsync(shop, crm, stop);
        expected.That(report.Status == SyncStatus.Succeeded, "the run succeeded", $"the run ended {report.Status}: {report.Message}");
        expected.That(report.Counts.Unchanged == there, "what was there was not sent again", $"{report.Counts.Unchanged} were unchanged, and {there} were there");
        expected.That(report.Counts.Succeeded == Rows - there, "the others were sent once", $"{report.Counts.Succeeded} were sent, and {Rows - there} were missing");
        expected.Same("customers", shop, ShopFile.Customers(Rows), crm, ShopFile.CustomersInCrm);
    }

    private static Task<SyncReport> RunAsync(string shop, string crm, CancellationToken stop)
    {
        var customers = SqliteSource.Query<Customer>(WorkFolder.ConnectionString(shop, readOnly: true), ShopFile.Customers(Rows));
        var database = WorkFolder.ConnectionString(crm);
        return Customer.Sync.RunAsync(customers, new SqliteTable(database, "customers") { CreateIfMissing = true }, new SqliteStateStore(database), new SyncOptions { BatchSize = 20 }, stop);
    }

    private static Process Start(string shop, string crm)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        // Started by dotnet itself, the program is its first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in new[] { Victim, shop, crm }) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>How many customers are in the file, which the other process is yet to create.</summary>
    private static long CustomersIn(string crm)
    {
        if (!File.Exists(crm)) return 0;
        using var connection = new SqliteConnection(WorkFolder.ConnectionString(crm, readOnly: true));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'customers'";
        if ((long)command.ExecuteScalar()! == 0) return 0;
        command.CommandText = "SELECT count(*) FROM customers";
        return (long)command.ExecuteScalar()!;
    }
}
