using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>Records that are archived in a SQLite table when their rows are gone.</summary>
public sealed class ArchiveRunTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public ArchiveRunTests() => _folder.Sql("app.db", "CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT); INSERT INTO c VALUES (1, 'a'), (2, 'b')");

    public static TheoryData<string> StateFiles() => ["crm.db", "state.db"];

    public void Dispose() => _folder.Dispose();

    private string[] Crm => _folder.Rows("crm.db", "SELECT Id, Email, archived FROM contacts ORDER BY Id");

    private ISyncSource<Contact> Source => SqliteSource.Query<Contact>(TestFolder.Source(_folder["app.db"]), "SELECT * FROM c ORDER BY Id");

    private SqliteTable Table(string? column = "archived", bool create = true) => new(TestFolder.Source(_folder["crm.db"]), "contacts") { CreateIfMissing = create, ArchiveColumn = column };

    private SqliteStateStore State(string file = "state.db") => new(TestFolder.Source(_folder[file]));

    private Task<SyncReport> RunAsync(string stateFile = "state.db") => Contact.Sync.RunAsync(Source, Table(), State(stateFile), null, Read.Stop);

    private static async Task<string> OpeningFails(SqliteTable table, OperationKinds operations = OperationKinds.Archive)
        => (await Assert.ThrowsAsync<DestinationException>(async () => await Deliver.OpenAsync<Contact, Contact.Key>(table, operations))).Message;

    [Theory]
    [MemberData(nameof(StateFiles))]
    public async Task A_record_is_archived_with_its_row_and_taken_back_with_it(string stateFile)
    {
        await RunAsync(stateFile);
        Assert.Equal(["1|a|0", "2|b|0"], Crm);
        _folder.Sql("app.db", "DELETE FROM c WHERE Id = 2");
        var gone = await RunAsync(stateFile);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (gone.Status, gone.Counts.Removed, gone.Counts.Succeeded));
        Assert.Equal(["1|a|0", "2|b|1"], Crm);
        // It was archived once; what others make of it stays.
        _folder.Sql("crm.db", "UPDATE contacts SET archived = 0 WHERE Id = 2");
        Assert.Equal(0, (await RunAsync(stateFile)).Counts.Planned);
        _folder.Sql("crm.db", "UPDATE contacts SET archived = 1 WHERE Id = 2");
        _folder.Sql("app.db", "INSERT INTO c VALUES (2, 'b')");
        Assert.Equal((1L, 1L), await RunAsync(stateFile) is var back ? (back.Counts.Added, back.Counts.Succeeded) : default);
        Assert.Equal(["1|a|0", "2|b|0"], Crm);
    }

    [Fact]
    public async Task Update_takes_back_what_it_archived_too()
    {
        _folder.Sql("crm.db", "CREATE TABLE contacts (Id INTEGER PRIMARY KEY, Email TEXT, archived BOOLEAN); INSERT INTO contacts VALUES (1, 'x', 1), (2, 'x', NULL), (3, 'x', NULL)");
        Task<SyncReport> RunAsync() => Contact.UpdateSync.RunAsync(Source, Table(), State(), null, Read.Stop);
        await RunAsync();
        Assert.Equal(["1|a|0", "2|b|0", "3|x|null"], Crm);
        _folder.Sql("app.db", "DELETE FROM c WHERE Id = 2");
        await RunAsync();
        Assert.Equal(["1|a|0", "2|b|1", "3|x|null"], Crm);
        // A null that is left out leaves nothing to set but the archive column.
        _folder.Sql("app.db", "INSERT INTO c VALUES (2, NULL)");
        Assert.Equal(1, (await RunAsync()).Counts.Succeeded);
        Assert.Equal(["1|a|0", "2|b|0", "3|x|null"], Crm);
    }

    [Fact]
    public async Task Insert_leaves_what_is_archived_as_it_is()
    {
        Task<SyncReport> RunAsync() => Contact.InsertSync.RunAsync(Source, Table(), State(), null, Read.Stop);
        await RunAsync();
        _folder.Sql("app.db", "DELETE FROM c WHERE Id = 2");
        await RunAsync();
        _folder.Sql("app.db", "INSERT INTO c VALUES (2, 'b')");
        Assert.Equal((SyncStatus.Succeeded, 1L), await RunAsync() is var back ? (back.Status, back.Counts.Skipped) : default);
        Assert.Equal(["1|a|0", "2|b|1"], Crm);
    }

    [Fact]
    public async Task A_record_that_is_its_key_alone_is_archived_and_taken_back()
    {
        var table = new SqliteTable(_folder["tags.db"], "tags") { CreateIfMissing = true, ArchiveColumn = "archived" };
        Task<SyncReport> RunAsync(params int[] ids) => Tag.Sync.RunAsync(SyncSource.From(ids.Select(id => new Tag(id))), table, State(), null, Read.Stop);
        await RunAsync(1, 2);
        await RunAsync(1);
        Assert.Equal(["1|0", "2|1"], _folder.Rows("tags.db", "SELECT * FROM tags ORDER BY Id"));
        Assert.Equal(1, (await RunAsync(1, 2)).Counts.Succeeded);
        Assert.Equal(["1|0", "2|0"], _folder.Rows("tags.db", "SELECT * FROM tags ORDER BY Id"));
    }

    [Fact]
    public async Task To_archive_what_is_archived_or_not_there_counts_as_done()
    {
        _folder.Sql("crm.db", "CREATE TABLE contacts (Id INTEGER PRIMARY KEY, Email TEXT, archived INTEGER NOT NULL); INSERT INTO contacts VALUES (1, 'a', 1)");
        var outcomes = await Deliver.ApplyAsync<Contact, Contact.Key>(Table(), new(OperationKind.Archive, new(1), null), new(OperationKind.Archive, new(7), null));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["1|a|1"], Crm);
    }

    [Fact]
    public async Task A_column_of_the_tables_own_is_no_surplus_whatever_its_name_and_declaration()
    {
        const string Name = "gone? \"since\" select";
        _folder.Sql("crm.db", "CREATE TABLE contacts (Id INTEGER PRIMARY KEY, Email TEXT, \"GONE? \"\"since\"\" SELECT\" ANY NOT NULL) STRICT");
        foreach (var table in new[] { Table(Name), new SqliteTable(_folder["new.db"], "contacts") { CreateIfMissing = true, ArchiveColumn = Name } })
        {
            await Deliver.ApplyAsync<Contact, Contact.Key>(
                table,
                Deliver.Row<Contact, Contact.Key>(OperationKind.Insert, new(1, "a")),
                Deliver.Row<Contact, Contact.Key>(OperationKind.Upsert, new(2, "b")));
            await Deliver.ApplyAsync<Contact, Contact.Key>(table, new(OperationKind.Archive, new(1), null), Deliver.Row<Contact, Contact.Key>(OperationKind.Update, new(3, "c")));
        }

        foreach (var file in new[] { "crm.db", "new.db" }) Assert.Equal(["1|a|1", "2|b|0"], _folder.Rows(file, "SELECT * FROM contacts ORDER BY Id"));
        Assert.Equal(["CREATE TABLE \"contacts\" (\"Id\" INTEGER NOT NULL, \"Email\" TEXT, \"gone? \"\"since\"\" select\" INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (\"Id\"))"], _folder.Rows("new.db", "SELECT sql FROM sqlite_schema WHERE type = 'table'"));
    }

    [Fact]
    public async Task A_sync_that_archives_is_refused_where_no_column_is_named()
    {
        const string Told = "the sync archives records, and no column is named that says so of a record. Set ArchiveColumn on the SqliteTable, to \"archived\" say.";
        var missing = await OpeningFails(Table(column: null));
        Assert.Equal($"The table \"contacts\" in {_folder["crm.db"]} does not fit Syncline.Sqlite.Tests.Contact: {Told}", missing);
        _folder.Sql("crm.db", "CREATE TABLE contacts (Id INTEGER PRIMARY KEY, Email TEXT, archived INTEGER)");
        Assert.Equal(missing, await OpeningFails(Table(column: null)));
        var report = await Contact.Sync.RunAsync(Source, Table(column: null), State(), null, Read.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains(Told, report.Message);
        // What archives nothing needs no column.
        await (await Deliver.OpenAsync<Contact, Contact.Key>(Table(column: null))).DisposeAsync();
    }

    [Fact]
    public async Task A_column_that_does_not_fit_is_refused_with_the_way_out()
    {
        const string Property = "ArchiveColumn names Email, which is a column of the model, and archiving would overwrite what the model says. Name another column, or leave the property out with [SyncIgnore]";
        Assert.Contains(Property, await OpeningFails(Table("email")));
        _folder.Sql("crm.db", "CREATE TABLE contacts (Id INTEGER PRIMARY KEY, Email TEXT, old TEXT, made INTEGER GENERATED ALWAYS AS (Id) VIRTUAL)");
        Assert.Contains(Property, await OpeningFails(Table("EMAIL"), OperationKinds.Upsert));
        Assert.Contains("it has no column archived, which ArchiveColumn names. Add it: ALTER TABLE \"contacts\" ADD COLUMN \"archived\" INTEGER NOT NULL DEFAULT 0.", await OpeningFails(Table()));
        Assert.Contains("column made, which ArchiveColumn names, is generated or hidden and can't be written", await OpeningFails(Table("made")));
        Assert.Contains("column old, which ArchiveColumn names, gets 0 or 1, and its declared type TEXT takes no numbers. Declare it INTEGER", await OpeningFails(Table("old")));
        Assert.StartsWith("The column name 'a\\0b' holds the character NUL", Assert.Throws<ArgumentException>(() => Table("a\0b")).Message);
        Assert.Throws<ArgumentException>(() => Table(" "));
    }
}
