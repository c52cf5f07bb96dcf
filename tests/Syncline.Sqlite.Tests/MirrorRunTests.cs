using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Mode All on a table: afterwards it holds exactly the rows, and what was right already was not written.</summary>
public sealed class MirrorRunTests : IDisposable
{
    private const string Audit = "CREATE TABLE log (what TEXT); CREATE TRIGGER i AFTER INSERT ON c BEGIN INSERT INTO log VALUES ('insert ' || new.Id); END; CREATE TRIGGER u AFTER UPDATE ON c BEGIN INSERT INTO log VALUES ('update ' || new.Id); END; CREATE TRIGGER d AFTER DELETE ON c BEGIN INSERT INTO log VALUES ('delete ' || old.Id); END;";
    private readonly TestFolder _folder = new();

    public static TheoryData<string> StateFiles() => ["crm.db", "state.db"];

    public void Dispose() => _folder.Dispose();

    private SqliteTable Table(string name = "c") => new(TestFolder.Source(_folder["crm.db"]), name);

    private SqliteStateStore State(string file = "state.db") => new(TestFolder.Source(_folder[file]));

    private string[] Rows(string table = "c") => _folder.Rows("crm.db", $"SELECT * FROM {table} ORDER BY 1");

    private Task<SyncReport> RunAsync(params Customer[] rows) => Customer.AllSync.RunAsync(SyncSource.From(rows), Table(), State(), null, Read.Stop);

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task The_table_holds_exactly_the_rows_and_what_was_right_is_not_written(string stateFile)
    {
        _folder.Sql("crm.db", $"CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (1, 'a', 'A'), (2, 'other', 'B'), (9, 'foreign', 'F'); {Audit}");
        Customer[] rows = [new(1, "a", "A"), new(2, "b", "B"), new(3, null, "C")];
        Task<SyncReport> RunAsync() => Customer.AllSync.RunAsync(SyncSource.From(rows), Table(), State(stateFile), null, Read.Stop);
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 3L, 1L, 4L), (report.Status, report.Counts.Full, report.Counts.Foreign, report.Counts.Succeeded));
        Assert.Equal(["1|a|A", "2|b|B", "3|null|C"], Rows());
        Assert.Equal(["delete 9", "update 2", "insert 3"], _folder.Rows("crm.db", "SELECT what FROM log ORDER BY rowid"));

        _folder.Sql("crm.db", "DELETE FROM log; UPDATE c SET Name = 'by hand' WHERE Id = 1; DELETE FROM c WHERE Id = 3; DELETE FROM log");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        Assert.Equal(["1|a|A", "2|b|B", "3|null|C"], Rows());
        Assert.Equal(["update 1", "insert 3"], _folder.Rows("crm.db", "SELECT what FROM log ORDER BY rowid"));
    }

    [Fact]
    public async Task A_table_is_created_and_filled()
    {
        var table = new SqliteTable(TestFolder.Source(_folder["crm.db"]), "c") { CreateIfMissing = true };
        Task<SyncReport> RunAsync() => Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A")]), table, State(), null, Read.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        Assert.Equal(["1|a|A"], Rows());
    }

    [Fact]
    public async Task A_membership_table_is_mirrored()
    {
        _folder.Sql("crm.db", "CREATE TABLE m (Id INTEGER PRIMARY KEY, Email TEXT); INSERT INTO m VALUES (9, 'by hand')");
        var report = await Member.AllSync.RunAsync(SyncSource.From<Member>([new(1, "a")]), Table("m"), State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a"], Rows("m"));
    }

    [Fact]
    public async Task Every_kind_of_value_compares_equal_to_what_was_written()
    {
        var rows = Enumerable.Range(0, 3).Select(i => new AllKinds(
            i, i == 1, 1, -1, -2, 2, -3, 3, -4, 4, 'ä', 1.5f, 0.1, 1.50m, "text", [1, 2], Guid.NewGuid(), new DateTime(2026, 1, 2, 3, 4, 5).AddTicks(7),
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), new DateOnly(2026, 1, 2), new TimeOnly(3, 4, 5), TimeSpan.FromTicks(77))).Append(new AllKinds(9, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)).ToArray();
        var table = new SqliteTable(TestFolder.Source(_folder["crm.db"]), "c") { CreateIfMissing = true };
        Task<SyncReport> RunAsync() => AllKinds.AllSync.RunAsync(SyncSource.From(rows), table, State(), null, Read.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        _folder.Sql("crm.db", "CREATE TABLE log (what TEXT); CREATE TRIGGER u BEFORE UPDATE ON c BEGIN INSERT INTO log VALUES ('update ' || new.Id); END");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        Assert.Empty(_folder.Rows("crm.db", "SELECT * FROM log"));
    }

    [Fact]
    public async Task A_null_that_is_left_out_keeps_the_records_value_and_is_no_difference()
    {
        _folder.Sql("crm.db", $"CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (1, 'kept', 'A'), (2, 'kept', 'old'); {Audit}");
        var report = await Patch.AllSync.RunAsync(SyncSource.From<Patch>([new(1, null, "A"), new(2, null, "new")]), Table(), State(), null, Read.Stop);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["1|kept|A", "2|kept|new"], Rows());
        Assert.Equal(["update 2"], _folder.Rows("crm.db", "SELECT what FROM log"));
    }

    [Fact]
    public async Task Values_that_the_model_can_not_read_are_written_over_and_keys_that_it_can_not_read_are_foreign()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id, Email, Name); CREATE UNIQUE INDEX k ON c (Id); INSERT INTO c VALUES (1, x'00', 'A'), ('one', 'a', 'A'), (NULL, 'a', 'A'), (NULL, 'b', 'A'), (2.5, 'a', 'A')");
        var report = await RunAsync(new Customer(1, "a", "A"));
        Assert.Null(report.Message);
        Assert.Equal((SyncStatus.Succeeded, 4L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a|A"], Rows());
    }

    [Fact]
    public async Task A_held_back_rows_record_stays()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (1, 'as it was', 'A'), (9, 'foreign', 'F')");
        var report = await RunAsync(new Customer(1, "a", "A"), new Customer(1, "b", "A"), new Customer(2, "c", "C"));
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|as it was|A", "2|c|C"], Rows());
    }

    [Fact]
    public async Task A_rejected_rows_record_stays_and_the_others_arrive()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT CHECK (Email <> 'bad'), Name TEXT); INSERT INTO c VALUES (1, 'as it was', 'A'), (9, 'foreign', 'F')");
        var report = await RunAsync(new Customer(1, "bad", "A"), new Customer(2, "c", "C"));
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Rejected, report.Counts.Succeeded));
        Assert.Contains("The row breaks a rule of the table", Assert.Single(report.Troubled).Reason);
        Assert.Equal(["1|as it was|A", "2|c|C"], Rows());
    }

    [Fact]
    public async Task A_unique_value_is_handed_over_in_one_run_whatever_the_order()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT UNIQUE, Name TEXT); INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B'), (3, 'c', 'C'), (9, 'z', 'foreign')");
        var report = await RunAsync(new Customer(1, "b", "A"), new Customer(2, "c", "B"), new Customer(3, "d", "C"), new Customer(4, "z", "D"));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["1|b|A", "2|c|B", "3|d|C", "4|z|D"], Rows());
    }

    [Fact]
    public async Task A_record_spelled_otherwise_is_replaced_and_two_rows_that_are_one_to_the_table_are_both_rejected()
    {
        _folder.Sql("crm.db", "CREATE TABLE p (Code TEXT COLLATE NOCASE PRIMARY KEY, Title TEXT); INSERT INTO p VALUES ('abc', 'old')");
        Task<SyncReport> RunAsync(params Product[] rows) => Product.AllSync.RunAsync(SyncSource.From(rows), Table("p"), State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1L), await RunAsync(new Product("ABC", "new")) is var report ? (report.Status, report.Counts.Foreign) : default);
        Assert.Equal(["ABC|new"], Rows("p"));

        var two = await RunAsync(new Product("ABC", "new"), new Product("def", "1"), new Product("DEF", "2"));
        Assert.Equal((SyncStatus.Incomplete, 2L), (two.Status, two.Counts.Rejected));
        Assert.Contains("(Code = 'def') and (Code = 'DEF'), are one to the table", two.Troubled[0].Reason);
        Assert.Equal(["ABC|new"], Rows("p"));
    }

    [Fact]
    public async Task A_key_that_ignores_case_finds_its_record_and_keeps_its_spelling()
    {
        _folder.Sql("crm.db", "CREATE TABLE p (Code TEXT COLLATE NOCASE PRIMARY KEY, Title TEXT); INSERT INTO p VALUES ('STRASSE', 'x'), ('Ärger', 'old')");
        var report = await FoldedProduct.AllSync.RunAsync(SyncSource.From<FoldedProduct>([new("strasse", "x"), new("äRGER", "new")]), Table("p"), State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Succeeded, 0L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["STRASSE|x", "Ärger|new"], Rows("p"));
    }

    [Fact]
    public async Task Two_records_of_one_key_to_the_model_are_left_and_named()
    {
        _folder.Sql("crm.db", "CREATE TABLE p (Code TEXT COLLATE NOCASE PRIMARY KEY, Title TEXT); INSERT INTO p VALUES ('ä', 'x'), ('Ä', 'y')");
        var report = await FoldedProduct.AllSync.RunAsync(SyncSource.From<FoldedProduct>([new("ä", "x")]), Table("p"), State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Incomplete, 1L, 0L), (report.Status, report.Counts.Rejected, report.Counts.Foreign));
        Assert.Equal(2, Rows("p").Length);
    }

    [Fact]
    public async Task A_foreign_record_that_others_refer_to_stays_and_is_named()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); CREATE TABLE o (Id INTEGER PRIMARY KEY, Customer INTEGER REFERENCES c (Id)); INSERT INTO c VALUES (8, 'free', 'F'), (9, 'bound', 'F'); INSERT INTO o VALUES (1, 9)");
        var table = new SqliteTable($"{TestFolder.Source(_folder["crm.db"])};Foreign Keys=True", "c");
        var report = await Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A")]), table, State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Incomplete, 2L, 1L), (report.Status, report.Counts.Foreign, report.Counts.Rejected));
        Assert.Equal("Key { Id = 9 }", Assert.Single(report.Troubled).Key);
        Assert.Equal(["1|a|A", "9|bound|F"], Rows());
    }

    [Fact]
    public async Task A_deferred_foreign_key_rejects_the_foreign_record_alone()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); CREATE TABLE o (Id INTEGER PRIMARY KEY, Customer INTEGER REFERENCES c (Id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (8, 'free', 'F'), (9, 'bound', 'F'); INSERT INTO o VALUES (1, 9)");
        var table = new SqliteTable($"{TestFolder.Source(_folder["crm.db"])};Foreign Keys=True", "c");
        var report = await Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A")]), table, State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Rejected));
        Assert.Equal(["1|a|A", "9|bound|F"], Rows());
    }

    [Fact]
    public async Task A_trigger_that_takes_the_transaction_takes_its_row_alone()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (9, 'foreign', 'F'); CREATE TRIGGER t BEFORE INSERT ON c WHEN new.Email = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'not this one'); END");
        var report = await RunAsync(new Customer(1, "a", "A"), new Customer(2, "bad", "B"), new Customer(3, "c", "C"));
        Assert.Equal((SyncStatus.Incomplete, 1L, 3L), (report.Status, report.Counts.Rejected, report.Counts.Succeeded));
        Assert.Equal(["1|a|A", "3|c|C"], Rows());
    }

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task The_guard_looks_inside_the_transaction_and_undoes_it(string stateFile)
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 199) INSERT INTO c SELECT i, 'x', 'x' FROM n");
        Task<SyncReport> RunAsync(SyncOptions? options = null) => Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A")]), Table(), State(stateFile), options, Read.Stop);
        var stopped = await RunAsync();
        Assert.Equal((SyncStatus.Stopped, "Foreign", 100), (stopped.Status, stopped.Guard!.Guard, Rows().Length));
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new SyncOptions().Approve(stopped.Guard.Fingerprint))).Status);
        Assert.Equal(["1|a|A"], Rows());
    }

    [Fact]
    public async Task An_archived_record_is_written_again_with_its_row()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, archived INTEGER); INSERT INTO c VALUES (1, 'a', 'A', 1), (2, 'b', 'B', 0), (9, 'z', 'Z', 1)");
        var table = new SqliteTable(TestFolder.Source(_folder["crm.db"]), "c") { ArchiveColumn = "archived" };
        await Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A"), new(2, "b", "B")]), table, State(), null, Read.Stop);
        Assert.Equal(["1|a|A|0", "2|b|B|0"], Rows());
    }

    [Theory]
    [InlineData("CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, Parent INTEGER REFERENCES c (Id) ON DELETE CASCADE); INSERT INTO c VALUES (9, 'foreign', 'F', NULL), (1, 'a', 'A', 9), (2, 'b', 'B', 9)")]
    [InlineData("CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (9, 'foreign', 'F'), (1, 'a', 'A'), (2, 'b', 'B'); CREATE TRIGGER t AFTER DELETE ON c BEGIN UPDATE c SET Name = 'trigger'; END")]
    [InlineData("CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (9, 'foreign', 'F'), (1, 'a', 'A'), (2, 'b', 'B'); CREATE TRIGGER t AFTER DELETE ON c BEGIN INSERT INTO c VALUES (old.Id + 1000, 'trigger', NULL); END")]
    public async Task What_a_cascade_or_trigger_makes_of_other_records_is_seen_and_everything_undone(string table)
    {
        _folder.Sql("crm.db", table);
        var before = Rows();
        var destination = new SqliteTable($"{TestFolder.Source(_folder["crm.db"])};Foreign Keys=True", "c");
        var report = await Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A"), new(2, "b", "B")]), destination, State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Failed, 0L), (report.Status, report.Counts.Succeeded));
        Assert.Contains("does not hold what was written to it: a trigger, or a foreign key that cascades, changed", report.Message);
        Assert.Equal(before, Rows());
    }

    [Fact]
    public async Task A_cascade_that_touches_nothing_of_the_result_is_fine()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT, Parent INTEGER REFERENCES c (Id) ON DELETE CASCADE); INSERT INTO c VALUES (9, 'foreign', 'F', NULL), (8, 'foreign too', 'F', 9), (1, 'a', 'A', NULL)");
        var destination = new SqliteTable($"{TestFolder.Source(_folder["crm.db"])};Foreign Keys=True", "c");
        var report = await Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A")]), destination, State(), null, Read.Stop);
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a|A|null"], Rows());
    }

    [Fact]
    public async Task A_locked_table_is_waited_for_and_nothing_is_lost()
    {
        _folder.Sql("crm.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT)");
        using (var other = _folder.Open("crm.db"))
        {
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
            var locked = await Customer.AllSync.RunAsync(SyncSource.From<Customer>([new(1, "a", "A")]), Table(), State(), new SyncOptions { MaxWait = TimeSpan.Zero }, Read.Stop);
            Assert.Equal((SyncStatus.Incomplete, 1L), (locked.Status, locked.Counts.Deferred));
        }

        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Customer(1, "a", "A"))).Status);
    }
}
