using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>Companies.</summary>
public sealed class CompanyTests : Runs
{
    private IntercomCompanies Companies => new(Account);

    private Task<SyncReport> RunAsync(SyncMode mode, params Company[] rows) => RunAsync<Company, Company.Key>(Sync(mode), Companies, rows);

    [Fact]
    public async Task Upsert_creates_and_updates()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 999, TimeSpan.FromHours(2));
        Succeeded(await RunAsync(SyncMode.Upsert, new Company("c/1", "One", 49, at, "gold")));
        Assert.Equal("""{"company_id":"c/1","name":"One","monthly_spend":49,"remote_created_at":1772359200,"custom_attributes":{"tier":"gold"}}""", Requests().Single().Body);
        Succeeded(await RunAsync(SyncMode.Upsert, new Company("c/1", null)));
        Assert.Empty(Api.Companies["c/1"].Fields);
        Assert.All(Sent(), static request => Assert.Equal("POST /companies", request));
    }

    [Fact]
    public async Task Update_creates_none()
    {
        Succeeded(await RunAsync(SyncMode.Upsert, new Company("c/1", "One")));
        var report = await RunAsync(SyncMode.Update, new Company("c/1", "Uno"), new Company("c2", "Two"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal("\"Uno\"", Assert.Single(Api.Companies).Value.Fields["name"]);
        Assert.Contains("GET /companies?company_id=c%2F1", Sent());
    }

    [Fact]
    public async Task One_that_goes_between_the_two_is_not_made_again()
    {
        Succeeded(await RunAsync(SyncMode.Upsert, new Company("c1", "One")));
        Api.Before = (_, request) =>
        {
            if (request.Method == "PUT") Api.Companies.Clear();
            return Task.FromResult(false);
        };
        Assert.Equal(1L, (await RunAsync(SyncMode.Update, new Company("c1", "Uno"))).Counts.Skipped);
        Assert.Empty(Api.Companies);
    }

    [Theory]
    [InlineData(SyncMode.Upsert, "POST")]
    [InlineData(SyncMode.Update, "GET /companies")]
    [InlineData(SyncMode.Update, "PUT")]
    public async Task One_that_is_refused_is_rejected_in_the_words_of_the_api(SyncMode mode, string request)
    {
        Succeeded(await RunAsync<Company, Company.Key>(Sync(SyncMode.Upsert) with { Id = "before" }, Companies, [new("c1", "One")]));
        Api.Before = async (http, sent) => $"{sent.Method} {sent.Target}".StartsWith(request, StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, 400, """{"type":"error.list","errors":[{"code":"bad_request","message":"bad 'test' parameter"}]}""");
        Assert.Equal("127.0.0.1 answered 400 Bad Request: bad 'test' parameter", ReasonOf(await RunAsync(mode, new Company("c1", "Uno"))));
    }

    [Theory]
    [InlineData(SyncMode.Upsert)]
    [InlineData(SyncMode.Update)]
    public async Task Of_one_that_another_was_answered_for_nobody_knows(SyncMode mode)
    {
        Api.Before = static async (http, request) => request.Target.StartsWith("/companies", StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, 200, """{"type":"company","id":"1","company_id":"else"}""");
        var report = await RunAsync<Company, Company.Key>(Sync(mode), Companies, [new("c1", "One")], Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Succeeded));
    }

    [Fact]
    public async Task A_key_that_is_none_is_rejected_alone()
    {
        var report = await RunAsync(SyncMode.Upsert, new Company("c1 ", "One"), new Company("c2", "Two"));
        Assert.Equal("company_id \"c1 \" begins or ends with a blank: trim it in the query", ReasonOf(report).Replace("CompanyId", "company_id", StringComparison.Ordinal));
        Assert.Equal(1L, report.Counts.Succeeded);
    }
}
