using System.Text;
using System.Text.Json;

namespace Syncline.Tests.Engine;

public sealed class PlanJsonTests
{
    private readonly SyncBench<Wide, Wide.Key> _bench = new() { Sync = new("Wide.Sync", "Tests.Wide", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };

    [Fact]
    public async Task APlanIsWrittenWithItsRowsAndSensitiveValuesMasked()
    {
        await _bench.RunAsync(new Wide("t", 1, 10, "old secret", 1.5, null), new Wide("t", 2, null, null, null, null));
        await using var plan = await _bench.PlanAsync(new Wide("t", 1, 11, "new secret", 1.5, null), new Wide("t\ud800", 3, 5, null, double.NaN, "c"), new Wide(null, 4, 5, null, null, null));
        var text = await WriteAsync(plan);
        Assert.DoesNotContain("secret\"", text, StringComparison.Ordinal);

        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        Assert.Equal(("Wide.Sync", plan.Fingerprint, JsonValueKind.Null), (json.GetProperty("sync").GetString(), json.GetProperty("fingerprint").GetString(), json.GetProperty("guard").ValueKind));
        Assert.Equal((3, 3, 1), (json.GetProperty("counts").GetProperty("queried").GetInt32(), json.GetProperty("counts").GetProperty("planned").GetInt32(), json.GetProperty("invalidRows")[0].GetProperty("position").GetInt32() - 2));
        Assert.Equal(
            [
                """{"operation":"delete","change":"removed","key":{"Tenant":"t","Number":2},"row":{"Tenant":"t","Number":2,"Price":null,"Secret":null,"Score":null,"Comment":null}}""",
                """{"operation":"upsert","change":"changed","key":{"Tenant":"t","Number":1},"row":{"Tenant":"t","Number":1,"Price":11,"Secret":"***","Score":1.5,"Comment":null},"before":{"Tenant":"t","Number":1,"Price":10,"Secret":"***","Score":1.5,"Comment":null},"columns":["Price","Secret"]}""",
                """{"operation":"upsert","change":"added","key":{"Tenant":"t\uFFFD","Number":3},"row":{"Tenant":"t\uFFFD","Number":3,"Price":5,"Secret":null,"Score":"NaN","Comment":"c"}}""",
            ],
            json.GetProperty("operations").EnumerateArray().Select(operation => JsonSerializer.Serialize(operation)));
    }

    [Fact]
    public async Task AGuardIsWrittenWithTheWayOut()
    {
        await _bench.RunAsync([.. Enumerable.Range(1, 30).Select(number => new Wide("t", number, 1, null, null, null))]);
        await using var plan = await _bench.PlanAsync(new Wide("t", 1, 1, null, null, null));
        using var document = JsonDocument.Parse(await WriteAsync(plan));
        Assert.Equal("Removals", document.RootElement.GetProperty("guard").GetProperty("guard").GetString());
        Assert.Equal(plan.Guard!.Fingerprint, document.RootElement.GetProperty("guard").GetProperty("fingerprint").GetString());
    }

    private static async Task<string> WriteAsync(TestPlan<Wide, Wide.Key> plan)
    {
        using var stream = new MemoryStream();
        await plan.WriteJsonAsync(stream, TestContext.Current.CancellationToken);
        Assert.True(stream.CanWrite);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
