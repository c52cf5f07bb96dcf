using System.Globalization;
using System.Text;
using CsvHelper;
using Sylvan.Data.Csv;
using CsvDataReader = Sylvan.Data.Csv.CsvDataReader;

namespace Syncline.Benchmarks;

/// <summary>What CSV libraries take to write customers and to read them, each by its fastest way.</summary>
internal static class FilesCsvLibraries
{
    private const int CountedRounds = 5;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static double? Run(int rows)
    {
        using var files = new Files(rows);
        var customers = files.Customers().ToArray();
        var (bySylvan, byCsvHelper) = (files.PathOf("sylvan.csv"), files.PathOf("csvhelper.csv"));
        Console.WriteLine($"write {rows} rows of 8 columns");
        Files.Compare(rows, CountedRounds,
            ("Sylvan.Data.Csv", () => WriteBySylvan(bySylvan, customers)),
            ("CsvHelper", () => WriteByCsvHelper(byCsvHelper, customers)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes a row: Sylvan {(double)new FileInfo(bySylvan).Length / rows:F1}, CsvHelper {(double)new FileInfo(byCsvHelper).Length / rows:F1}"));
        Console.WriteLine("read them");
        return Files.Compare(rows, CountedRounds,
            ("Sylvan.Data.Csv", () => ReadBySylvan(bySylvan)),
            ("CsvHelper", () => ReadByCsvHelper(bySylvan)),
            ("Sylvan, spans for strings", () => ReadSpansBySylvan(bySylvan)),
            ("CsvHelper, spans for strings", () => ReadSpansByCsvHelper(bySylvan)))[1];
    }

    /// <summary>Writes through the library's only way in, a data reader.</summary>
    public static long WriteBySylvan(string path, Customer[] customers)
    {
        using var text = new StreamWriter(path, append: false, Utf8, 1 << 16);
        using var writer = CsvDataWriter.Create(text, new CsvDataWriterOptions { NewLine = "\r\n" });
        return writer.Write(new CustomerReader(customers));
    }

    /// <summary>Writes by hand, field by field.</summary>
    public static long WriteByCsvHelper(string path, IEnumerable<Customer> customers)
    {
        using var csv = CsvWriter.ToFile(path);
        csv.WriteHeader((ReadOnlySpan<string>)CustomerReader.Names);
        return Write(csv, customers);
    }

    /// <summary>Writes customers field by field.</summary>
    public static long Write(CsvWriter csv, IEnumerable<Customer> customers)
    {
        var rows = 0L;
        foreach (var row in customers)
        {
            csv.WriteField(row.Id);
            csv.WriteField(row.Email);
            csv.WriteField(row.Name);
            csv.WriteField(row.LifetimeValue);
            csv.WriteField(row.UpdatedAt, "yyyy-MM-ddTHH:mm:ss.FFFFFFF");
            csv.WriteField(row.Active);
            csv.WriteField(row.Age);
            csv.WriteField(row.Score);
            csv.EndRecord();
            rows++;
        }

        return rows;
    }

    /// <summary>Reads typed values and makes strings of the texts, as who makes records does.</summary>
    public static long ReadBySylvan(string path)
    {
        using var csv = CsvDataReader.Create(path, new CsvDataReaderOptions { BufferSize = 1 << 16 });
        var sum = 0L;
        while (csv.Read())
        {
            sum += Files.Sum(csv.GetInt32(0), csv.GetString(1).Length, csv.GetString(2).Length, csv.GetDecimal(3), csv.GetDateTime(4), csv.GetBoolean(5), csv.GetFieldSpan(6).IsEmpty ? null : csv.GetInt32(6), csv.GetDouble(7));
        }

        return sum;
    }

    private static long ReadSpansBySylvan(string path)
    {
        using var csv = CsvDataReader.Create(path, new CsvDataReaderOptions { BufferSize = 1 << 16 });
        var sum = 0L;
        while (csv.Read())
        {
            sum += Files.Sum(csv.GetInt32(0), csv.GetFieldSpan(1).Length, csv.GetFieldSpan(2).Length, csv.GetDecimal(3), csv.GetDateTime(4), csv.GetBoolean(5), csv.GetFieldSpan(6).IsEmpty ? null : csv.GetInt32(6), csv.GetDouble(7));
        }

        return sum;
    }

    /// <summary>The same by CsvHelper.</summary>
    public static long ReadByCsvHelper(string path)
    {
        using var csv = CsvReader.FromFile(path);
        var sum = 0L;
        while (csv.Read())
        {
            sum += Files.Sum(csv.Parse<int>(0), csv.GetString(1).Length, csv.GetString(2).Length, csv.Parse<decimal>(3), csv.Parse<DateTime>(4), csv.Parse<bool>(5), csv.IsEmpty(6) ? null : csv.Parse<int>(6), csv.Parse<double>(7));
        }

        return sum;
    }

    private static long ReadSpansByCsvHelper(string path)
    {
        using var csv = CsvReader.FromFile(path);
        var sum = 0L;
        while (csv.Read())
        {
            sum += Files.Sum(csv.Parse<int>(0), csv.GetSpan(1).Length, Encoding.UTF8.GetCharCount(csv.GetSpan(2)), csv.Parse<decimal>(3), csv.Parse<DateTime>(4), csv.Parse<bool>(5), csv.IsEmpty(6) ? null : csv.Parse<int>(6), csv.Parse<double>(7));
        }

        return sum;
    }

    /// <summary>Makes records, as who writes the loop by hand does.</summary>
    public static long ReadRecordsByCsvHelper(string path)
    {
        using var csv = CsvReader.FromFile(path);
        var rows = 0L;
        while (csv.Read())
        {
            var row = new Customer(csv.Parse<int>(0), csv.GetString(1), csv.IsEmpty(2) ? null : csv.GetString(2), csv.Parse<decimal>(3), csv.Parse<DateTime>(4), csv.Parse<bool>(5), csv.IsEmpty(6) ? null : csv.Parse<int>(6), csv.Parse<double>(7));
            rows += row.Email.Length > 0 ? 1 : 0;
        }

        return rows;
    }

    /// <summary>The same by Sylvan.</summary>
    public static long ReadRecordsBySylvan(string path)
    {
        using var csv = CsvDataReader.Create(path, new CsvDataReaderOptions { BufferSize = 1 << 16 });
        var rows = 0L;
        while (csv.Read())
        {
            var row = new Customer(csv.GetInt32(0), csv.GetString(1), csv.GetFieldSpan(2).IsEmpty ? null : csv.GetString(2), csv.GetDecimal(3), csv.GetDateTime(4), csv.GetBoolean(5), csv.GetFieldSpan(6).IsEmpty ? null : csv.GetInt32(6), csv.GetDouble(7));
            rows += row.Email.Length > 0 ? 1 : 0;
        }

        return rows;
    }
}
