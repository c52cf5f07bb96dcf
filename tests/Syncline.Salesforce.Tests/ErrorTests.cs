using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>What becomes of a record that Salesforce refuses, by collections and by bulk jobs.</summary>
public sealed class ErrorTests : Runs
{
    [Theory]
    [InlineData("REQUIRED_FIELD_MISSING", 5)]
    [InlineData("REQUIRED_FIELD_MISSING", 250)]
    [InlineData("DUPLICATES_DETECTED", 5)]
    [InlineData("FIELD_CUSTOM_VALIDATION_EXCEPTION", 250)]
    [InlineData("FIELD_INTEGRITY_EXCEPTION", 5)]
    [InlineData("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", 5)]
    [InlineData("INSUFFICIENT_ACCESS_OR_READONLY", 250)]
    [InlineData("INVALID_CROSS_REFERENCE_KEY", 5)]
    [InlineData("STORAGE_LIMIT_EXCEEDED", 5)]
    [InlineData("DUPLICATE_VALUE", 250)]
    public async Task A_record_that_is_refused_is_rejected_with_code_and_message(string code, int count)
    {
        Contacts.Rule = record => record["ExtId__c"]!.ToString() == "p0003" ? (code, "no, \"Name 3\" is not taken") : null;
        var report = await RunAsync(Sync(SyncMode.Upsert), To(200), People(count));
        Assert.Equal((count - 1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal($"{code}: no, \"Name 3\" is not taken", Reason(report, "p0003"));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(250)]
    public async Task What_the_org_says_of_a_value_is_in_the_reason(int count)
    {
        var people = People(count);
        (people[0], people[1]) = (people[0] with { Email = "nobody" }, people[1] with { LastName = new string('x', 81) });
        people[2] = people[2] with { LastName = null };
        var report = await RunAsync(Sync(SyncMode.Upsert), To(200), people);
        Assert.Equal((count - 3L, 3L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("INVALID_EMAIL_ADDRESS: Email: invalid email address: nobody", Reason(report, "p0001"));
        Assert.StartsWith("STRING_TOO_LONG: LastName: data value too large", Reason(report, "p0002"), StringComparison.Ordinal);
        Assert.Equal("REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]", Reason(report, "p0003"));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(250)]
    public async Task A_record_that_is_locked_is_sent_again_alone(int count)
    {
        var left = 2;
        Contacts.Rule = record => record["ExtId__c"]!.ToString() == "p0003" && --left >= 0 ? ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record") : null;
        var report = await RunAsync(Sync(SyncMode.Upsert), To(200), People(count));
        Assert.Equal((SyncStatus.Succeeded, (long)count, count), (report.Status, report.Counts.Succeeded, Contacts.Records.Count));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(250)]
    public async Task A_record_that_stays_locked_is_deferred_and_holds_up_no_other(int count)
    {
        Contacts.Rule = static record => record["ExtId__c"]!.ToString() == "p0003" ? ("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record") : null;
        var report = await RunAsync(Sync(SyncMode.Upsert), To(200), People(count));
        Assert.Equal((SyncStatus.Incomplete, count - 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Equal(5, Org.Jobs.Count + Sent("PATCH", "composite").Count());
        Contacts.Rule = static _ => null;
        Assert.Equal(1L, (await RunAsync(Sync(SyncMode.Upsert), To(200), People(count))).Counts.Succeeded);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(250)]
    public async Task A_record_created_since_it_was_looked_for_is_skipped_and_another_unique_field_is_not(int count)
    {
        Contacts.Rule = static record => record["ExtId__c"]!.ToString() switch
        {
            "p0002" => ("DUPLICATE_VALUE", "duplicate value found: ExtId__c duplicates value on record with id: a00000000000001AAA"),
            "p0003" => ("DUPLICATE_VALUE", "duplicate value found: Email duplicates value on record with id: a00000000000001AAA"),
            _ => null,
        };
        var report = await RunAsync(Sync(SyncMode.Insert), To(200), People(count));
        Assert.Equal((count - 2L, 1L, 1L), (report.Counts.Succeeded, report.Counts.Skipped, report.Counts.Rejected));
    }

    [Theory]
    [InlineData("ENTITY_IS_DELETED")]
    [InlineData("NOT_FOUND")]
    [InlineData("INVALID_CROSS_REFERENCE_KEY")]
    public async Task A_record_deleted_meanwhile_is_deleted(string code)
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await RunAsync(sync, To(), People(3));
        Contacts.DeletionRule = record => record["ExtId__c"]!.ToString() == "p0002" ? (code, "it is gone") : null;
        var report = await RunAsync(sync, To());
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
    }

    [Fact]
    public async Task A_deletion_that_is_refused_is_rejected()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await RunAsync(sync, To(), People(3));
        Contacts.DeletionRule = static record => record["ExtId__c"]!.ToString() == "p0002" ? ("DELETE_FAILED", "it has cases") : null;
        var report = await RunAsync(sync, To());
        Assert.Equal((2L, 1L, "DELETE_FAILED: it has cases"), (report.Counts.Succeeded, report.Counts.Rejected, Reason(report, "p0002")));
    }

    [Fact]
    public async Task A_record_deleted_before_it_is_updated_is_skipped()
    {
        foreach (var person in People(3)) Put(person.Id, "Old");
        Contacts.Rule = static record => record["ExtId__c"]!.ToString() == "p0002" ? ("ENTITY_IS_DELETED", "entity is deleted") : null;
        var report = await RunAsync(Sync(SyncMode.Update), To(), People(3));
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
    }

    [Fact]
    public async Task A_value_that_has_all_records_refused_is_found_by_halves()
    {
        Contacts.Fields[Contacts.Fields.FindIndex(static field => field.Name == "LastName")] = new("LastName", "double");
        var people = People(50).Select(static (person, i) => new Numbered(i, i == 17 ? "many" : null));
        var report = await RunAsync<Numbered, Numbered.Key>(Sync(SyncMode.Upsert), To(externalId: "Number__c"), people);
        Assert.Equal((49L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Contains("answered 400: JSON_PARSER_ERROR: Cannot deserialize instance of double from VALUE_STRING value many", Reason(report, "17"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(250)]
    public async Task What_is_no_number_is_rejected_with_its_column(int count)
    {
        var people = People(count);
        people[1] = people[1] with { Score = double.NaN };
        var report = await RunAsync(Sync(SyncMode.Upsert), To(200), people);
        Assert.Equal((count - 1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Score__c holds what is no finite number, which Salesforce has no form for", Reason(report, "p0002"));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(250)]
    public async Task Sensitive_values_are_in_no_reason_and_no_exchange(int count)
    {
        Contacts.Rule = static record => record["ExtId__c"]!.ToString() == "k-5ecret-1" ? ("FIELD_CUSTOM_VALIDATION_EXCEPTION", $"{record["LastName"]} of {record["ExtId__c"]}: say \"{record["Email"]}\"") : null;
        Patient[] patients = [.. Enumerable.Range(0, count).Select(static i => new Patient($"k-5ecret-{i}", $"O'5ecret, \"{i}\"\\", $"5ecret{i}@example.com"))];
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), To(200), patients);
        Assert.Equal((count - 1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Update), To(200), patients);
        Assert.DoesNotContain(report.Troubled, static trouble => $"{trouble.Key} {trouble.Reason}".Contains("5ecret", StringComparison.Ordinal));
        Assert.Contains("*** of ***", report.Troubled.Single().Reason, StringComparison.Ordinal);
        Assert.All(Exchanges, static exchange =>
        {
            var text = $"{exchange.Address} {exchange.RequestBody} {exchange.ResponseBody} {string.Join(' ', exchange.Keys)} {string.Join(' ', exchange.RequestHeaders)}";
            Assert.DoesNotContain("5ecret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("00Dtoken", text, StringComparison.Ordinal);
        });
        Assert.Contains(Exchanges, exchange => exchange.Keys.Count == Math.Min(count, count > 200 ? count : 200) && exchange.RequestBody?.Contains("***", StringComparison.Ordinal) == true);
    }
}
