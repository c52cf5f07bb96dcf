using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>What docs/sources/files.md shows, run.</summary>
public sealed class SourceDocumentTests
{
    [Fact]
    public async Task What_the_page_shows_reads_files_of_every_format()
    {
        using var folder = new TestFolder();
        var inbox = folder.Path;
        folder.Write("crm/customers-1.csv.gz", "Id,Email,Name\n1,a,b\n");
        folder.Write("crm/2026/customers-2.csv.gz", "Name,Id,Email\n\"\",2,\n");
        folder.Write("export.csv", Encoding.Latin1.GetBytes("3;é;\\N\n"));
        folder.Write("customers.jsonl.zst", "{\"Id\":4,\"Email\":\"c\"}\n");
        var download = "5,d,e\n"u8.ToArray();

        var customers = CsvSource.Read<Customer>($"{inbox}/crm/**/customers-*.csv.gz");
        Assert.Equal([new Customer(2, null, ""), new Customer(1, "a", "b")], await Read.RowsAsync(customers));

        var exported = CsvSource.Read<Customer>($"{inbox}/export.csv", new()
        {
            Delimiter = ';',
            Encoding = Encoding.Latin1,
            Columns = ["Id", "Email", "Name"],      // the file's first line is a row already
            Null = "\\N",
        });
        Assert.Equal([new Customer(3, "é", null)], await Read.RowsAsync(exported));

        var events = JsonLinesSource.Read<Customer>($"{inbox}/customers.jsonl.zst", new() { MissingIsNull = true });
        Assert.Equal([new Customer(4, "c", null)], await Read.RowsAsync(events));

        var streamed = CsvSource.Read<Customer>(() => new MemoryStream(download), "customers of today", new() { Columns = ["Id", "Email", "Name"] });
        Assert.Equal([new Customer(5, "d", "e")], await Read.RowsAsync(streamed));

        var lake = ParquetSource.Read<Customer>($"{inbox}/lake/*.parquet", new() { AllowSurplusColumns = true, AllowNoMatch = true });
        Assert.Empty(await Read.RowsAsync(lake));
    }
}
