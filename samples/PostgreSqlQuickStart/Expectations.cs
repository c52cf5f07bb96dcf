using Npgsql;
using Syncline;

namespace PostgreSqlQuickStart;

/// <summary>Prints what came out, and remembers whether it is what the sample promises: the exit code says so.</summary>
internal sealed class Expectations(NpgsqlDataSource database)
{
    public int ExitCode { get; private set; }

    public void Report(SyncReport report, SyncStatus status, int sent)
    {
        Console.WriteLine(report);
        if (report.Message is not null) Console.WriteLine($"  {report.Message}");
        foreach (var trouble in report.Troubled) Console.WriteLine($"  {trouble.Kind} {trouble.Key}: {trouble.Outcome}, {trouble.Reason}");
        if (report.Status != status || report.Counts.Succeeded != sent) Fail($"  expected {status}, and {sent} rows sent");
    }

    /// <summary>Compares two queries' rows.</summary>
    public async Task SameAsync(string what, string shop, string crm, CancellationToken stop)
    {
        var (missing, surplus) = (await CountAsync($"{shop} EXCEPT {crm}", stop), await CountAsync($"{crm} EXCEPT {shop}", stop));
        if (missing == 0 && surplus == 0) Console.WriteLine($"  {await CountAsync(crm, stop)} {what}, the same as in the shop");
        else Fail($"  {what} differ: {missing} missing, {surplus} too many");
    }

    private async Task<long> CountAsync(string query, CancellationToken stop)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM ({query}) AS q");
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private void Fail(string message)
    {
        Console.Error.WriteLine(message);
        ExitCode = 1;
    }
}
