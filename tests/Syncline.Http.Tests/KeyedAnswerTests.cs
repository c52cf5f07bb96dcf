using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>Items are found by their key in whatever spelling of its type the API gives it back.</summary>
public sealed class KeyedAnswerTests : Runs
{
    private static readonly DateTime Noon = new(2026, 1, 2, 12, 4, 5);

    [Theory]
    [InlineData("\"2026-01-02T12:04:05\"", true)]
    [InlineData("\"2026-01-02T12:04:05Z\"", true)]
    [InlineData("\"2026-01-02T12:04:05+00:00\"", true)]
    [InlineData("\"2026-01-02T12:04:05.000000Z\"", true)]
    [InlineData("\"2026-01-02T13:04:05.0000000+01:00\"", true)]
    [InlineData("\"2026-01-02 12:04:05Z\"", true)]
    [InlineData("\"2026-01-02T12:04:05.000000000Z\"", true)]
    [InlineData("\"2026-01-02T13:04:05.0000000000+01:00\"", true)]
    [InlineData("\"2026-01-02T12:04:05.000000001Z\"", false)]
    [InlineData("\"2026-01-02T12:04:05.000000000.0Z\"", false)]
    [InlineData("\"2026-01-02T12:04:05+01:00\"", false)]
    [InlineData("\"2026-01-02T12:04:05.001Z\"", false)]
    [InlineData("\"2026-01-02T12:04Z\"", false)]
    [InlineData("\"01/02/2026 12:04:05\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    public Task An_instant_is_read_as_one(string key, bool isFound) => FindAsync<AtInstant, AtInstant.Key>(new(new DateTimeOffset(Noon, TimeSpan.Zero).ToOffset(TimeSpan.FromHours(2)), "n"), key, isFound);

    [Theory]
    [InlineData(DateTimeKind.Unspecified, "\"2026-01-02T12:04:05\"", true)]
    [InlineData(DateTimeKind.Unspecified, "\"2026-01-02T12:04:05.000\"", true)]
    [InlineData(DateTimeKind.Unspecified, "\"2026-01-02T12:04:05.000000000\"", true)]
    [InlineData(DateTimeKind.Unspecified, "\"2026-01-02T12:04:05Z\"", true)]
    [InlineData(DateTimeKind.Unspecified, "\"2026-01-02T12:04:06\"", false)]
    [InlineData(DateTimeKind.Utc, "\"2026-01-02T12:04:05Z\"", true)]
    [InlineData(DateTimeKind.Utc, "\"2026-01-02 12:04:05\"", true)]
    public Task A_time_is_read_as_one(DateTimeKind kind, string key, bool isFound) => FindAsync<AtTime, AtTime.Key>(new(DateTime.SpecifyKind(Noon, kind), "n"), key, isFound);

    [Theory]
    [InlineData("\"2026-01-02\"", true)]
    [InlineData("\"2026-01-02T00:00:00Z\"", true)]
    [InlineData("\"2026-01-02T00:00:01Z\"", false)]
    [InlineData("\"01/02/2026\"", false)]
    public Task A_day_is_read_as_one(string key, bool isFound) => FindAsync<OfDay, OfDay.Key>(new(DateOnly.FromDateTime(Noon), "n"), key, isFound);

    [Theory]
    [InlineData("\"12:04:05\"", true)]
    [InlineData("\"12:04:05.000\"", true)]
    [InlineData("\"12:04:05.000000000\"", true)]
    [InlineData("\"12:04:05.000000001\"", false)]
    [InlineData("\"12:04\"", false)]
    public Task A_time_of_day_is_read_as_one(string key, bool isFound) => FindAsync<OfTime, OfTime.Key>(new(TimeOnly.FromDateTime(Noon), "n"), key, isFound);

    [Theory]
    [InlineData("\"3.00:00:00\"", true)]
    [InlineData("\"3.00:00:00.0000000\"", true)]
    [InlineData("3", false)]
    public Task A_span_is_read_as_one(string key, bool isFound) => FindAsync<OfSpan, OfSpan.Key>(new(TimeSpan.FromDays(3), "n"), key, isFound);

    [Theory]
    [InlineData("\"66ac87b1-eafa-4fd7-b715-3d5de39261c8\"", true)]
    [InlineData("\"66AC87B1-EAFA-4FD7-B715-3D5DE39261C8\"", true)]
    [InlineData("\"{66ac87b1-eafa-4fd7-b715-3d5de39261c8}\"", true)]
    [InlineData("\"66ac87b1eafa4fd7b7153d5de39261c8\"", true)]
    [InlineData("\"66ac87b1-eafa-4fd7-b715-3d5de39261c9\"", false)]
    public Task A_Guid_is_read_as_one(string key, bool isFound) => FindAsync<OfGuid, OfGuid.Key>(new(new Guid("66ac87b1-eafa-4fd7-b715-3d5de39261c8"), "n"), key, isFound);

    [Theory]
    [InlineData("1.50", true)]
    [InlineData("1.5", true)]
    [InlineData("\"1.500\"", true)]
    [InlineData("15e-1", true)]
    [InlineData("1.51", false)]
    [InlineData("\"1,5\"", false)]
    [InlineData("1.50000000000000000000000000000001", false)]
    public Task A_decimal_is_read_as_one(string key, bool isFound) => FindAsync<OfDecimal, OfDecimal.Key>(new(1.50m, "n"), key, isFound);

    [Theory]
    [InlineData("7", true)]
    [InlineData("\"7\"", true)]
    [InlineData("7.0", true)]
    [InlineData("7.5", false)]
    [InlineData("1e99", false)]
    [InlineData("true", false)]
    public Task An_integer_is_read_as_one(string key, bool isFound) => FindAsync<OfInteger, OfInteger.Key>(new(7, "n"), key, isFound);

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"True\"", true)]
    [InlineData("false", false)]
    [InlineData("1", false)]
    [InlineData("\"1\"", false)]
    public Task A_truth_is_read_as_one(string key, bool isFound) => FindAsync<OfTruth, OfTruth.Key>(new(true, "n"), key, isFound);

    [Theory]
    [InlineData("\"null\"", "\"null\"", true)]
    [InlineData("\"null\"", "null", false)]
    [InlineData("\"1.50\"", "1.5", false)]
    [InlineData("\"1.50\"", "1.50", true)]
    [InlineData("\"Ada\"", "\"ada\"", false)]
    public Task A_text_is_what_it_is(string id, string key, bool isFound) => FindAsync<Person, Person.Key>(new(id.Trim('"'), "n", null), key, isFound);

    private async Task FindAsync<TModel, TKey>(TModel row, string key, bool isFound)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        // One that is nobody's stands beside it.
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, 200, $$"""[{"key":{{key}}},{"key":"no key at all"}]""");
        using var account = new HttpAccount(Api.Address);
        var destination = new HttpDestination(account, "records") { Upsert = HttpCall.Post("import") with { BatchSize = 10, IsRepeatable = false, Answers = HttpAnswers.ByKey("", "key", static _ => OperationOutcome.Succeeded) } };
        var report = await RunAsync<TModel, TKey>(Sync(SyncMode.Upsert), destination, [row]);
        Assert.Equal(isFound ? (1L, 0L) : (0L, 1L), (report.Counts.Succeeded, report.Counts.Unknown));
        if (!isFound) Assert.Equal("127.0.0.1 answered 200 without a word of this record", Assert.Single(report.Troubled).Reason);
    }
}
