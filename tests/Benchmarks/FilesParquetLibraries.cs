using System.Globalization;
using System.IO.Compression;
using Parquet;
using Parquet.Schema;
using ParquetSharp;

namespace Syncline.Benchmarks;

/// <summary>What Parquet libraries take to write customers from ready columns, and to read them, with the same compression and row groups.</summary>
internal static class FilesParquetLibraries
{
    private const int CountedRounds = 5;
    private const int GroupRows = 250_000;

    public static double? Run(int rows)
    {
        using var files = new Files(rows);
        var groups = files.Customers().Chunk(GroupRows).Select(chunk => new CustomerColumns(chunk)).ToArray();
        var ratio = 0d;
        foreach (var (name, net, sharp) in new[] { ("uncompressed", CompressionMethod.None, Compression.Uncompressed), ("snappy", CompressionMethod.Snappy, Compression.Snappy), ("zstd", CompressionMethod.Zstd, Compression.Zstd) })
        {
            var (byNet, bySharp) = (files.PathOf($"net-{name}.parquet"), files.PathOf($"sharp-{name}.parquet"));
            Console.WriteLine($"write {rows} rows of 8 columns, {name}");
            Files.Compare(rows, CountedRounds,
                ("Parquet.Net", () => WriteByParquetNet(byNet, groups, net)),
                ("ParquetSharp", () => WriteByParquetSharp(bySharp, groups, sharp)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes a row: Parquet.Net {(double)new FileInfo(byNet).Length / rows:F1}, ParquetSharp {(double)new FileInfo(bySharp).Length / rows:F1}"));
            foreach (var (writer, path) in new[] { ("Parquet.Net", byNet), ("ParquetSharp", bySharp) })
            {
                Console.WriteLine($"read the file of {writer}");
                ratio = Files.Compare(rows, CountedRounds,
                    ("Parquet.Net", () => ReadByParquetNet(path, withText: true).GetAwaiter().GetResult()),
                    ("ParquetSharp", () => ReadByParquetSharp(path)),
                    ("Parquet.Net, without strings", () => ReadByParquetNet(path, withText: false).GetAwaiter().GetResult()))[1];
            }
        }

        return ratio;
    }

    public static long WriteByParquetNet(string path, CustomerColumns[] groups, CompressionMethod compression)
        => WriteByParquetNetAsync(path, groups, compression).GetAwaiter().GetResult();

    private static async Task<long> WriteByParquetNetAsync(string path, CustomerColumns[] groups, CompressionMethod compression)
    {
        DataField[] fields =
        [
            new DataField<int>("Id"), new("Email", typeof(string), isNullable: false), new("Name", typeof(string), isNullable: true), new DecimalDataField("LifetimeValue", 18, 2, isNullable: false),
            new DateTimeDataField("UpdatedAt", DateTimeFormat.Timestamp, isAdjustedToUTC: false, DateTimeTimeUnit.Micros, isNullable: false), new DataField<bool>("Active"), new DataField<int?>("Age"), new DataField<double>("Score"),
        ];
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields.Cast<Field>()), file, new ParquetOptions { CompressionMethod = compression, CompressionLevel = CompressionLevel.Fastest });
        var rows = 0L;
        foreach (var group in groups)
        {
            using var to = writer.CreateRowGroup();
            await to.WriteAsync<int>(fields[0], group.Ids);
            await to.WriteAsync(fields[1], group.Emails);
            await to.WriteAsync(fields[2], group.Names!);
            await to.WriteAsync<decimal>(fields[3], group.Values);
            await to.WriteAsync<DateTime>(fields[4], group.Times);
            await to.WriteAsync<bool>(fields[5], group.Actives);
            await to.WriteAsync<int>(fields[6], group.Ages);
            await to.WriteAsync<double>(fields[7], group.Scores);
            to.CompleteValidate();
            rows += group.Ids.Length;
        }

        return rows;
    }

    private static long WriteByParquetSharp(string path, CustomerColumns[] groups, Compression compression)
    {
        Column[] columns =
        [
            new Column<int>("Id"), new Column<string>("Email"), new Column<string?>("Name"), new Column<decimal>("LifetimeValue", LogicalType.Decimal(18, 2)),
            new Column<DateTime>("UpdatedAt", LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Micros)), new Column<bool>("Active"), new Column<int?>("Age"), new Column<double>("Score"),
        ];
        using var properties = new WriterPropertiesBuilder().Compression(compression).Build();
        using var writer = new ParquetFileWriter(path, columns, properties);
        var rows = 0L;
        foreach (var group in groups)
        {
            using var to = writer.AppendRowGroup();
            Write(to, group.Ids);
            Write(to, group.Emails);
            Write(to, group.Names);
            Write(to, group.Values);
            Write(to, group.Times);
            Write(to, group.Actives);
            Write(to, group.Ages);
            Write(to, group.Scores);
            rows += group.Ids.Length;
        }

        writer.Close();
        return rows;

        static void Write<T>(RowGroupWriter group, T[] values)
        {
            using var column = group.NextColumn().LogicalWriter<T>();
            column.WriteBatch(values);
        }
    }

    /// <summary>Reads group by group into arrays that are used again.</summary>
    public static async Task<long> ReadByParquetNet(string path, bool withText)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var fields = reader.Schema.DataFields;
        var columns = new ReadColumns(GroupRows);
        var (rawEmails, rawNames) = (new ReadOnlyMemory<char>?[GroupRows], new ReadOnlyMemory<char>?[GroupRows]);
        var requiredEmails = new ReadOnlyMemory<char>[fields[1].IsNullable ? 0 : GroupRows];
        var sum = 0L;
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var rows = (int)group.RowCount;
            await group.ReadAsync<int>(fields[0], columns.Ids.AsMemory(0, rows));
            if (withText) await group.ReadAsync(fields[1], columns.Emails.AsMemory(0, rows)!);
            else if (fields[1].IsNullable) await group.ReadAsync<ReadOnlyMemory<char>>(fields[1], rawEmails.AsMemory(0, rows));
            else await group.ReadAsync<ReadOnlyMemory<char>>(fields[1], requiredEmails.AsMemory(0, rows));
            if (withText) await group.ReadAsync(fields[2], columns.Names.AsMemory(0, rows)!);
            else await group.ReadAsync<ReadOnlyMemory<char>>(fields[2], rawNames.AsMemory(0, rows));
            await group.ReadAsync<decimal>(fields[3], columns.Values.AsMemory(0, rows));
            await group.ReadAsync<DateTime>(fields[4], columns.Times.AsMemory(0, rows));
            await group.ReadAsync<bool>(fields[5], columns.Actives.AsMemory(0, rows));
            await group.ReadAsync<int>(fields[6], columns.Ages.AsMemory(0, rows));
            await group.ReadAsync<double>(fields[7], columns.Scores.AsMemory(0, rows));
            for (var i = 0; i < rows; i++)
            {
                var email = withText ? columns.Emails[i]!.Length : fields[1].IsNullable ? rawEmails[i]!.Value.Length : requiredEmails[i].Length;
                sum += Files.Sum(columns.Ids[i], email, withText ? columns.Names[i]?.Length ?? 0 : rawNames[i]?.Length ?? 0, columns.Values[i], columns.Times[i], columns.Actives[i], columns.Ages[i], columns.Scores[i]);
            }
        }

        return sum;
    }

    private static long ReadByParquetSharp(string path)
    {
        using var reader = new ParquetFileReader(path);
        var columns = new ReadColumns(GroupRows);
        var sum = 0L;
        for (var g = 0; g < reader.FileMetaData.NumRowGroups; g++)
        {
            using var group = reader.RowGroup(g);
            var rows = (int)group.MetaData.NumRows;
            Read(group, 0, columns.Ids, rows);
            Read(group, 1, columns.Emails, rows);
            Read(group, 2, columns.Names, rows);
            Read(group, 3, columns.Values, rows);
            Read(group, 4, columns.Times, rows);
            Read(group, 5, columns.Actives, rows);
            Read(group, 6, columns.Ages, rows);
            Read(group, 7, columns.Scores, rows);
            for (var i = 0; i < rows; i++) sum += Files.Sum(columns.Ids[i], columns.Emails[i]!.Length, columns.Names[i]?.Length ?? 0, columns.Values[i], columns.Times[i], columns.Actives[i], columns.Ages[i], columns.Scores[i]);
        }

        return sum;

        static void Read<T>(ParquetSharp.RowGroupReader group, int column, T[] into, int rows)
        {
            using var reader = group.Column(column).LogicalReader<T>();
            if (reader.ReadBatch(into.AsSpan(0, rows)) != rows) throw new InvalidOperationException("The column is shorter than its group.");
        }
    }

    /// <summary>Room for the columns of one row group.</summary>
    private sealed class ReadColumns(int rows)
    {
        public int[] Ids { get; } = new int[rows];

        public string?[] Emails { get; } = new string?[rows];

        public string?[] Names { get; } = new string?[rows];

        public decimal[] Values { get; } = new decimal[rows];

        public DateTime[] Times { get; } = new DateTime[rows];

        public bool[] Actives { get; } = new bool[rows];

        public int?[] Ages { get; } = new int?[rows];

        public double[] Scores { get; } = new double[rows];
    }

    /// <summary>The columns of some customers.</summary>
    public sealed class CustomerColumns(Customer[] rows)
    {
        public int[] Ids { get; } = [.. rows.Select(row => row.Id)];

        public string[] Emails { get; } = [.. rows.Select(row => row.Email)];

        public string?[] Names { get; } = [.. rows.Select(row => row.Name)];

        public decimal[] Values { get; } = [.. rows.Select(row => row.LifetimeValue)];

        public DateTime[] Times { get; } = [.. rows.Select(row => row.UpdatedAt)];

        public bool[] Actives { get; } = [.. rows.Select(row => row.Active)];

        public int?[] Ages { get; } = [.. rows.Select(row => row.Age)];

        public double[] Scores { get; } = [.. rows.Select(row => row.Score)];
    }
}
