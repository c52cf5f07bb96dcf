using Microsoft.Data.Sqlite;
using Syncline;

namespace QuickStart;

/// <summary>Prints what came out, and remembers whether it is what the sample promises: the exit code says so.</summary>
internal sealed class Expectations
{
    // A report lists every row; a sample shows how it looks.
    private const int Shown = 3;

    public int ExitCode { get; private set; }

    public void Report(SyncReport report, SyncStatus expected)
    {
        Console.WriteLine(report);
        if (report.Message is not null) Console.WriteLine($"  {report.Message}");
        foreach (var trouble in report.Troubled) Console.WriteLine($"  {trouble.Kind} {trouble.Key}: {trouble.Outcome}, {trouble.Reason}");
        foreach (var row in report.InvalidRows.Take(Shown)) Console.WriteLine($"  {(row.Position is { } position ? $"row {position}" : "an earlier row")}, {row.Key}: {row.Reason}");
        if (report.InvalidRows.Length > Shown) Console.WriteLine($"  and {report.Counts.Invalid - Shown} more rows");
        foreach (var clash in report.KeyClashes.Take(Shown)) Console.WriteLine($"  row {clash.Position}, {clash.Key}: not sent, one of this key was delivered before");
        if (report.Status != expected) Fail($"  expected {expected}");
    }

    /// <summary>Compares both files row by row.</summary>
    public void Same(string shop, string crm)
    {
        Same("customers", shop, ShopFile.Customers(null), crm, ShopFile.CustomersInCrm);
        Same("invoices", shop, "SELECT InvoiceId, CustomerId, BillingCountry FROM Invoice", crm, "SELECT InvoiceId, CustomerId, BillingCountry FROM invoices WHERE CustomerId <> 59");
    }

    /// <summary>Counts the records of a table.</summary>
    public void Count(string table, string file, int records)
    {
        var count = Rows(file, $"SELECT CustomerId || '|' || InvoiceId FROM {table}").Count;
        That(count == records, $"{count} records in {table}", $"{count} records in {table}, expected {records}");
    }

    /// <summary>Prints what was found out.</summary>
    public void That(bool isTrue, string so, string otherwise)
    {
        if (isTrue) Console.WriteLine($"  {so}");
        else Fail($"  {otherwise}");
    }

    /// <summary>Compares two queries' rows.</summary>
    public void Same(string what, string shop, string here, string crm, string there)
    {
        var (left, right) = (Rows(shop, here), Rows(crm, there));
        if (left.SetEquals(right)) Console.WriteLine($"  {right.Count} {what}, the same as in the shop");
        else Fail($"  {what} differ: {left.Except(right).Count()} missing, {right.Except(left).Count()} too many");
    }

    private static HashSet<string> Rows(string file, string sql)
    {
        using var connection = new SqliteConnection(WorkFolder.ConnectionString(file, readOnly: true));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new HashSet<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : reader.GetString(column))));
        return rows;
    }

    private void Fail(string message)
    {
        Console.Error.WriteLine(message);
        ExitCode = 1;
    }
}
