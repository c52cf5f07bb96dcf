using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class ManifestTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The format of version 1. What has to change here is another version.</summary>
    private const string Vector = """
        {
          "manifest": "syncline-manifest",
          "version": 1,
          "sync": "Shop.Customer/Lake@north",
          "name": "Customer.LakeSync",
          "type": "Objects",
          "mode": "Diff",
          "run": "20260102T030405006Z-0badcafe",
          "commit": "20260102T030405006Z-0badcafe-000001",
          "previous": "20260101T030405006Z-0badbeef-000001",
          "written": "2026-01-02T03:04:05.0060000Z",
          "model": {
            "name": "Syncline.Files.Tests.Customer",
            "fingerprint": "6f87248be5918abd9151abc5c31c5301ff889dc2651e5c14f0332f846b66f3a6",
            "key": [
              "Id"
            ],
            "columns": [
              {
                "name": "Id",
                "type": "Int32",
                "nullable": false
              },
              {
                "name": "Email",
                "type": "Text",
                "nullable": true
              },
              {
                "name": "Name",
                "type": "Text",
                "nullable": true
              }
            ]
          },
          "format": "csv",
          "rows": {
            "added": 3,
            "removed": 0
          },
          "files": [
            {
              "path": "größe/a-added.csv",
              "change": "added",
              "part": 1,
              "rows": 2,
              "bytes": 20,
              "sha256": "ab"
            },
            {
              "path": "größe/a-added-0002.csv",
              "change": "added",
              "part": 2,
              "rows": 1,
              "bytes": 10,
              "sha256": "cd"
            },
            {
              "path": "größe/a-removed.csv",
              "change": "removed",
              "part": 1,
              "rows": 0,
              "bytes": 5,
              "sha256": "ef"
            }
          ]
        }

        """;

    private static readonly Manifest Sample = new(
        "Shop.Customer/Lake@north", "Customer.LakeSync", "Objects", "Diff", "20260102T030405006Z-0badcafe", "20260102T030405006Z-0badcafe-000001", "20260101T030405006Z-0badbeef-000001", new DateTimeOffset(2026, 1, 2, 4, 4, 5, 6, TimeSpan.FromHours(1)),
        ManifestModel.Of(Schema<Customer>()), "csv", [new("größe/a-added.csv", "added", 1, 2, 20, "ab"), new("größe/a-added-0002.csv", "added", 2, 1, 10, "cd"), new("größe/a-removed.csv", "removed", 1, 0, 5, "ef")]);

    [Fact]
    public void The_format_is_frozen() => Assert.Equal(Vector.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(Sample.ToJson()));

    [Fact]
    public void What_was_written_is_read()
    {
        var read = Manifest.Read(Sample.ToJson())!;
        Assert.Equal(Sample with { Files = read.Files, Model = read.Model }, read);
        Assert.Equal(Sample.Files, read.Files);
        Assert.Equal((Sample.Model.Name, Sample.Model.Fingerprint), (read.Model.Name, read.Model.Fingerprint));
        Assert.Equal(Sample.Model.Columns, read.Model.Columns);
        Assert.Equal(Sample.Model.Key, read.Model.Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"manifest\":\"other\",\"version\":1}")]
    [InlineData("{\"manifest\":\"syncline-manifest\",\"version\":2}")]
    [InlineData("[1]")]
    public void What_is_no_manifest_of_this_version_is_not_read(string json) => Assert.Null(Manifest.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_fingerprint_is_of_the_columns_and_of_nothing_else()
    {
        Assert.Equal(ManifestModel.Of(Schema<Customer>()).Fingerprint, ManifestModel.Of(new SyncSchema("Other", [0], Schema<Customer>().Columns.AsSpan())).Fingerprint);
        Assert.NotEqual(ManifestModel.Of(Schema<Customer>()).Fingerprint, ManifestModel.Of(Schema<Patch>()).Fingerprint);
        Assert.NotEqual(ManifestModel.Of(Schema<Customer>()).Fingerprint, ManifestModel.Of(new SyncSchema("Customer", [1], Schema<Customer>().Columns.AsSpan())).Fingerprint);
    }

    [Theory]
    [InlineData("csv.gz")]
    [InlineData("csv.zst")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public async Task The_same_rows_and_run_make_the_same_bytes(string extension)
    {
        FileFormat format = extension switch
        {
            "csv.gz" => FileFormat.Csv(new() { Compression = FileCompression.Gzip }),
            "csv.zst" => FileFormat.Csv(new() { Compression = FileCompression.Zstd }),
            "jsonl" => FileFormat.JsonLines(),
            _ => FileFormat.Parquet(new() { RowsPerGroup = 3 }),
        };
        async Task<string[]> WriteAsync()
        {
            var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
            var lake = new FileFolder(_folder.Lake, format) { CreateIfMissing = true };
            var context = new DeliveryContext(AllKinds.LakeSync.Definition, Schema<AllKinds>(), OperationKinds.Snapshot, "20260102T030405000Z-0badcafe") { TimeProvider = clock };
            await using (var delivery = await lake.OpenAsync<AllKinds, AllKinds.Key>(context, TestFolder.Stop))
            {
                // As an insert, whose batches can be made by hand.
                var batch = new Batch<AllKinds, AllKinds.Key>(1, Extremes.Rows.Select(row => new Operation<AllKinds, AllKinds.Key>(OperationKind.Insert, row.GetKey(), row)).ToArray()) { Commit = "20260102T030405000Z-0badcafe-000001" };
                await using var work = await delivery.ApplyAsync(batch, TestFolder.Stop);
                await work.CommitAsync(TestFolder.Stop);
            }

            var files = _folder.Tree().Select(file => $"{file} {TestFolder.Hash(_folder.Bytes(file))}").ToArray();
            Directory.Delete(_folder.Lake, recursive: true);
            return files;
        }

        var (first, second) = (await WriteAsync(), await WriteAsync());
        Assert.Equal(2, first.Length);
        Assert.Equal(first, second);
    }

    private static SyncSchema Schema<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;
}
