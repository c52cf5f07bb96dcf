using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>Which record a row is.</summary>
public sealed class KeyTests : Runs
{
    [Theory]
    [InlineData(SyncMode.Upsert)]
    [InlineData(SyncMode.Update)]
    [InlineData(SyncMode.Insert)]
    public async Task A_key_that_is_another_records_to_Salesforce_is_rejected(SyncMode mode)
    {
        Put("ADA", "Old", "Code__c");
        var report = await RunAsync<Spelled, Spelled.Key>(Sync(mode), To(externalId: "Code__c"), [new("ada", "New")]);
        Assert.Equal(1L, report.Counts.Rejected);
        Assert.Equal("Code__c \"ada\" is one to Salesforce with \"ADA\", which a record has", Reason(report, "ada"));
        Assert.Equal("Old", NameOf("ADA", "Code__c"));
    }

    [Fact]
    public async Task Two_keys_of_a_batch_that_are_one_to_Salesforce_are_both_rejected()
    {
        var report = await RunAsync<Spelled, Spelled.Key>(Sync(SyncMode.Upsert), To(externalId: "Code__c"), [new("ada", "1"), new("bob", "2"), new("Ada", "3")]);
        Assert.Equal((1L, 2L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Code__c \"ada\" and \"Ada\" of another row are one to Salesforce", Reason(report, "ada"));
        Assert.Single(Contacts.Records);
    }

    [Fact]
    public async Task A_key_that_ignores_case_finds_its_record_without_a_query()
    {
        Put("ADA", "Old", "Code__c");
        var report = await RunAsync<Blind, Blind.Key>(Sync(SyncMode.Upsert), To(externalId: "Code__c"), [new("ada", "New")]);
        Assert.Equal((SyncStatus.Succeeded, "New"), (report.Status, NameOf("ADA", "Code__c")));
        Assert.Empty(Sent("GET", "/query"));
    }

    [Fact]
    public async Task A_key_that_several_records_have_is_rejected()
    {
        var loose = Contacts.Field("Loose__c")!;
        foreach (var name in new[] { "One", "Two" }) Put("x", name, "Loose__c");
        foreach (var mode in new[] { SyncMode.Upsert, SyncMode.Update })
        {
            var report = await RunAsync(Sync(mode), To(externalId: loose.Name), [new Person("x", "New", null, null, null)]);
            Assert.Equal(1L, report.Counts.Rejected);
            Assert.Contains(mode == SyncMode.Update ? "2 records have ExtId__c \"x\". Make Loose__c unique" : "DUPLICATE_EXTERNAL_ID: Loose__c: more than one record found", Reason(report, "x"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "ExtId__c is empty, and a record is found by it")]
    [InlineData(" a", "ExtId__c begins or ends with a blank, which Salesforce does not keep")]
    [InlineData("a\n", "ExtId__c begins or ends with a blank, which Salesforce does not keep")]
    public async Task A_key_that_Salesforce_could_not_keep_is_rejected(string key, string reason)
    {
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), [.. People(2), new Person(key, "X", null, null, null)]);
        Assert.Equal((2L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(reason, Assert.Single(report.Troubled).Reason);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_rejected()
    {
        const string half = "half \uD83D";
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), [new Person(half, "X", null, null, null), new Person("b", half, null, null, null)]);
        Assert.Equal(["ExtId__c holds half of a surrogate pair, which Salesforce has no form for", "LastName holds half of a surrogate pair, which Salesforce has no form for"], report.Troubled.Select(static trouble => trouble.Reason).Order());
    }

    [Fact]
    public async Task Everything_that_does_not_fit_is_in_one_error()
    {
        Contacts.Allowed.Remove("delete");
        Contacts.Fields[Contacts.Fields.FindIndex(static field => field.Name == "Email")] = new("Email", "email") { IsWriteable = false };
        Contacts.Fields.RemoveAll(static field => field.Name is "Seen__c" or "Score__c");
        Contacts.Fields.Add(new("Must__c", "string") { IsRequired = true });
        var report = await RunAsync(Sync(SyncMode.Insert, WhenRemoved.Delete), To(externalId: "Loose__c", flag: "Nothing__c"), People(1));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"salesforce:127.0.0.1/Contact/Loose__c does not fit Insert: ".Split(" does")[0], report.Message, StringComparison.Ordinal);
        foreach (var problem in new[] { "Loose__c is not unique, so that Insert might create a record twice", "the user may not delete Contact records", "the user may not write Email", "it has no field Score__c", "it has no field Seen__c", "no record is created without Must__c", "it has no checkbox Nothing__c" })
        {
            Assert.Contains(problem, report.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Contacts.Records);
    }

    [Fact]
    public async Task An_object_or_a_key_that_does_not_do_fails_the_run()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert), new SalesforceObject(Account, "Contract", "ExtId__c"), People(1));
        Assert.Contains("there is no object Contract, or the user may not see it", report.Message, StringComparison.Ordinal);
        var lines = await RunAsync<OrderLine, OrderLine.Key>(Sync(SyncMode.Upsert), To(), [new(1, 1, "X")]);
        Assert.Contains("a record is found by one column, and the key of Syncline.Salesforce.Tests.OrderLine has 2", lines.Message, StringComparison.Ordinal);
        var name = await RunAsync(Sync(SyncMode.Upsert), To(externalId: "LastName"), People(1));
        Assert.Contains("LastName is not marked as external id", name.Message, StringComparison.Ordinal);
        var missing = await RunAsync(Sync(SyncMode.Upsert), To(externalId: "Other__c"), People(1));
        Assert.Contains("it has no field Other__c", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Contact; DROP", "ExtId__c", "no API name")]
    [InlineData("Contact", "Ext-Id", "no API name")]
    [InlineData("Contact", "id", "the id that Salesforce gives to a record")]
    public void Names_are_checked(string name, string externalId, string message)
        => Assert.Contains(message, Assert.Throws<ArgumentException>(() => new SalesforceObject(Account, name, externalId)).Message, StringComparison.Ordinal);
}
