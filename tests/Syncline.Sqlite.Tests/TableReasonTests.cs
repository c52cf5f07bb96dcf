using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>What a person is told of a row that the table refused.</summary>
public sealed class TableReasonTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteTable Table(string sql, string name = "customers") => new(TestFolder.Source(_folder.Sql("crm.db", sql)), name);

    private async Task<string?> Reason(string sql, Customer row, OperationKind kind = OperationKind.Upsert)
    {
        var outcome = Assert.Single(await Deliver.ApplyAsync(Table(sql), kind, row));
        Assert.Equal(Outcome.Rejected, outcome.Outcome);
        return outcome.Reason;
    }

    [Fact]
    public async Task A_unique_value_is_named_with_its_column_and_the_record_that_has_it()
        => Assert.Equal(
            "The record (Id = 7) has Email = 'taken' already, and the table takes it once (UNIQUE constraint failed: customers.Email). Give one of the two another value; where two records exchange theirs, give one a third value first.",
            await Reason("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT); INSERT INTO customers VALUES (6, NULL, NULL), (7, 'taken', NULL)", new(1, "taken", null)));

    [Theory]
    [InlineData("CREATE UNIQUE INDEX u ON customers (Name, Email)", "has Name = 'n', Email = 'E' already, and the table takes it once (UNIQUE constraint failed: customers.Name, customers.Email)")]
    [InlineData("CREATE UNIQUE INDEX u ON customers (Email COLLATE NOCASE)", "has Email = 'E' already")]
    [InlineData("CREATE UNIQUE INDEX u ON customers (Name) WHERE Id > 0", "has Name = 'n' already")]
    public async Task The_record_in_the_way_is_found_by_the_indexs_own_columns_and_collation(string index, string words)
    {
        var reason = await Reason($"CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT COLLATE NOCASE, Name TEXT); INSERT INTO customers VALUES (6, 'x', 'y'), (7, 'e', 'n'); {index}", new(1, "E", "n"));
        Assert.StartsWith($"The record (Id = 7) {words}", reason);
    }

    [Theory]
    [InlineData("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); CREATE UNIQUE INDEX u ON customers (lower(Email)); INSERT INTO customers VALUES (7, 'e', '')", "UNIQUE constraint failed: index 'u'")]
    [InlineData("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, Region TEXT DEFAULT 'EU', UNIQUE (Region, Email)); INSERT INTO customers VALUES (7, 'E', '', 'EU')", "UNIQUE constraint failed: customers.Region, customers.Email")]
    public async Task Where_the_record_in_the_way_can_not_be_told_the_index_is_named(string sql, string words)
        => Assert.Equal($"Another record has what the table takes once ({words}). Give one of the two another value.", await Reason(sql, new(1, "E", null)));

    [Fact]
    public async Task A_number_of_the_rows_own_that_is_no_key_is_found_too()
    {
        _folder.Sql("crm.db", "CREATE TABLE p (Title INTEGER PRIMARY KEY, Code TEXT UNIQUE); INSERT INTO p VALUES (5, 'a')");
        var outcome = Assert.Single(await Deliver.ApplyAsync(new SqliteTable(_folder["crm.db"], "p"), Deliver.Row<Numbered, Numbered.Key>(OperationKind.Upsert, new("b", 5))));
        Assert.StartsWith("The record (Code = 'a') has Title = 5 already, and the table takes it once (UNIQUE constraint failed: p.Title).", outcome.Reason);
    }

    [Fact]
    public async Task Two_rows_that_exchange_a_unique_value_stay_rejected_and_name_each_other()
    {
        var table = Table("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT)");
        var state = new InMemoryStateStore();
        await Customer.Sync.RunAsync(SyncSource.From([new Customer(1, "a", null), new(2, "b", null)]), table, state, cancellationToken: Read.Stop);
        var report = await Customer.Sync.RunAsync(SyncSource.From([new Customer(1, "b", null), new(2, "a", null)]), table, state, cancellationToken: Read.Stop);
        Assert.Equal(SyncStatus.Incomplete, report.Status);
        var reasons = report.Troubled.Select(item => item.Reason).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, reasons.Length);
        Assert.StartsWith("The record (Id = 1) has Email = 'a' already", reasons[0]);
        Assert.StartsWith("The record (Id = 2) has Email = 'b' already", reasons[1]);
        Assert.All(reasons, reason => Assert.EndsWith("where two records exchange theirs, give one a third value first.", reason));
    }

    [Fact]
    public async Task A_null_where_none_may_be_names_the_column_and_the_ways_out()
        => Assert.Equal(
            "Column Email holds null, and the table takes none there (NOT NULL constraint failed: customers.Email). Send a value, keep such rows out of the source, or allow null in the table.",
            await Reason("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT NOT NULL, Name TEXT)", new(1, null, null)));

    [Fact]
    public async Task A_rule_that_a_row_breaks_is_quoted_with_the_values_it_is_about()
        => Assert.Equal(
            "The row breaks a rule of the table with Name = 'bad' (CHECK constraint failed: Name <> 'bad' AND length(Names) < 9). Correct the row, or change the rule.",
            await Reason("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, Names TEXT DEFAULT '', CHECK (Name <> 'bad' AND length(Names) < 9))", new(1, "e", "bad")));

    [Fact]
    public async Task A_rule_with_a_name_is_named()
        => Assert.Equal(
            "The row breaks a rule of the table (CHECK constraint failed: no_fools). Correct the row, or change the rule.",
            await Reason("CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, CONSTRAINT no_fools CHECK (Name <> 'bad'))", new(1, "e", "bad")));

    [Theory]
    [InlineData("Name TEXT REFERENCES regions", "regions", "Name = 'XX' to refer to by its Code")]
    [InlineData("Name TEXT REFERENCES regions (Code)", "regions", "Name = 'XX' to refer to by its Code")]
    [InlineData("Name TEXT, FOREIGN KEY (Email, Name) REFERENCES places (City, Code)", "places", "Email = 'e', Name = 'XX' to refer to by its City, Code")]
    [InlineData("Name TEXT REFERENCES customers (Email)", "customers", "Name = 'XX' to refer to by its Email")]
    public async Task A_missing_parent_is_named_with_the_value_that_refers_to_it(string column, string parent, string words)
    {
        var sql = $"CREATE TABLE regions (Code TEXT PRIMARY KEY); CREATE TABLE places (City TEXT, Code TEXT, UNIQUE (City, Code)); INSERT INTO places VALUES ('e', 'other'); CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, {column})";
        Assert.Equal($"The table \"{parent}\" has no record for {words} (FOREIGN KEY constraint failed). Deliver that record first, or correct the value.", await Reason(sql, new(1, "e", "XX"), OperationKind.Insert));
    }

    [Theory]
    [InlineData("Secret TEXT UNIQUE", "The record (Id = 7) has Secret = *** already")]
    [InlineData("Secret TEXT REFERENCES vault", "The table \"vault\" has no record for Secret = *** to refer to by its Code")]
    [InlineData("Secret TEXT CHECK (length(Secret) < 3)", "The row breaks a rule of the table with Secret = ***")]
    public async Task A_sensitive_value_is_masked_in_every_reason(string column, string words)
    {
        _folder.Sql("crm.db", $"CREATE TABLE vault (Code TEXT PRIMARY KEY); CREATE TABLE people (Id INTEGER PRIMARY KEY, Name TEXT, {column}, Age INTEGER); PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; INSERT INTO people VALUES (7, '', 'hunter2', 0)");
        var outcome = Assert.Single(await Deliver.ApplyAsync(new SqliteTable(_folder["crm.db"], "people"), Deliver.Row<Person, Person.Key>(OperationKind.Insert, new(1, "Ada", "hunter2", 3))));
        Assert.StartsWith(words, outcome.Reason);
        Assert.DoesNotContain("hunter2", outcome.Reason);
    }

    [Theory]
    [InlineData("Customer INTEGER REFERENCES customers", "2")]
    [InlineData("Customer TEXT REFERENCES customers (Email)", "'b'")]
    public async Task The_children_that_a_removal_would_leave_behind_are_named(string column, string value)
    {
        var table = Table($"CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT); INSERT INTO customers VALUES (1, 'a', ''), (2, 'b', ''); CREATE TABLE notes (Customer INTEGER REFERENCES customers); CREATE TABLE orders ({column}); INSERT INTO orders VALUES ({value})");
        var outcomes = await Deliver.ApplyAsync(table, new Operation<Customer, Customer.Key>(OperationKind.Delete, new(1), null), new Operation<Customer, Customer.Key>(OperationKind.Delete, new(2), null));
        Assert.Equal(OperationOutcome.Succeeded, outcomes[0]);
        Assert.Equal("The table \"orders\" has records that refer to this one by Customer (FOREIGN KEY constraint failed). Remove them first, or let them refer to another.", outcomes[1].Reason);
    }

    [Fact]
    public async Task A_key_that_takes_whole_numbers_only_is_named()
    {
        _folder.Sql("crm.db", "CREATE TABLE p (Code INTEGER PRIMARY KEY, Title TEXT)");
        var outcomes = await Deliver.ApplyAsync(new SqliteTable(_folder["crm.db"], "p"), Deliver.Row<ByAnything, ByAnything.Key>(OperationKind.Upsert, new(Guid.Empty, "x")));
        Assert.Equal("Column Code is the table's INTEGER PRIMARY KEY, which takes whole numbers only (datatype mismatch). Send one, or declare the column otherwise.", outcomes[0].Reason);
    }
}
