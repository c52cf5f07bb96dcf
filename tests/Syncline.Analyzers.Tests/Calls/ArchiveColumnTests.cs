using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Calls;

/// <summary>SYNC106 of a table that is to archive, where it can be seen how it is made.</summary>
public sealed class ArchiveColumnTests
{
    private const string Reason = "no column is named that says of a record that it is archived; set ArchiveColumn, to \"archived\" say";

    [Theory]
    [InlineData("return Customer.Sync.RunAsync(source, [|new SqliteTable(\"crm.db\", \"customers\")|], state);", "WhenRemoved = Archive")]
    [InlineData("return Customer.Sync.RunAsync(source, ([|new Syncline.SqliteTable(\"crm.db\", \"customers\") { CreateIfMissing = true }|]), state);", "WhenRemoved = Archive")]
    [InlineData("return Customer.Sync.RunAsync(state: state, destination: [|new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = null }|], source: source);", "WhenRemoved = Archive")]
    [InlineData("return Customer.GoneSync.RunAsync(source, [|new SqliteTable(\"crm.db\", \"customers\")|], state);", "Objects with Archive")]
    [InlineData("return Customer.Sync.To([|new SqliteTable(\"crm.db\", \"customers\")|]);", "WhenRemoved = Archive")]
    [InlineData("return plan.ApplyAsync([|new SqliteTable(\"crm.db\", \"customers\")|]);", "WhenRemoved = Archive")]
    [InlineData("var table = [|new SqliteTable(\"crm.db\", \"customers\")|]; return Customer.Sync.RunAsync(source, table, state);", "WhenRemoved = Archive")]
    [InlineData("SqliteTable table = [|new(\"crm.db\", \"customers\")|]; return Customer.Sync.RunAsync(source, table, state);", "WhenRemoved = Archive")]
    [InlineData("var table = [|new SqliteTable(\"crm.db\", \"customers\")|]; _ = Customer.KeepSync.RunAsync(source, table, state); _ = Customer.Sync.RunAsync(source, table, state); return plan.ApplyAsync(table);", "WhenRemoved = Archive")]
    [InlineData("var table = [|new SqliteTable(\"crm.db\", \"customers\")|]; Task<SyncReport> Run() => Customer.Sync.RunAsync(source, table, state); return Run();", "WhenRemoved = Archive")]
    public Task Table_without_the_column_is_given_to_a_sync_that_archives(string statements, string what) => Check.Fires(Caller(statements), $"SYNC106: 'SqliteTable' does not take {what}: {Reason}");

    [Fact]
    public Task In_a_call_that_is_half_typed() => Check.Fires(Caller("return Customer.Sync.RunAsync(source, [|new SqliteTable(\"crm.db\", \"customers\")|]);"), $"SYNC106: 'SqliteTable' does not take WhenRemoved = Archive: {Reason}", "CS7036");

    [Theory]
    [InlineData("PostgreSqlTable")]
    [InlineData("SqlServerTable")]
    public Task Tables_of_servers_too(string table) => Check.Fires(
        Caller($"return Customer.Sync.RunAsync(source, [|new {table}(\"customers\")|], state);") + $$"""


        namespace Syncline
        {
            public sealed class {{table}}(string table) : DatabaseTable(table)
            {
                public override string Identity => "table";
                public override ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
            }
        }
        """,
        $"SYNC106: '{table}' does not take WhenRemoved = Archive: {Reason}");

    [Fact]
    public Task Of_a_program_without_a_class() => Check.Fires(
        TestSettings.Usual with { OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication },
        """
        var table = [|new SqliteTable("crm.db", "customers")|];
        var report = await Customer.Sync.RunAsync(SyncSource.From<Customer>([]), table, new SqliteStateStore("crm.db"));
        Console.WriteLine(report);

        [SyncModel("Id"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)] public partial record Customer(int Id);
        """,
        $"SYNC106: 'SqliteTable' does not take WhenRemoved = Archive: {Reason}");

    [Theory]
    [InlineData("return Customer.Sync.RunAsync(source, new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = \"archived\" }, state);")]
    [InlineData("return Customer.Sync.RunAsync(source, new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = column }, state);")]
    [InlineData("return Customer.KeepSync.RunAsync(source, new SqliteTable(\"crm.db\", \"customers\"), state);")]
    [InlineData("return Customer.Sync.RunAsync(source, given, state);")]
    [InlineData("return Customer.Sync.RunAsync(source, _field, state);")]
    [InlineData("return Customer.Sync.RunAsync(source, Make(), state);")]
    [InlineData("return Customer.Sync.RunAsync(source, column is null ? new SqliteTable(\"a\", \"b\") : given, state);")]
    [InlineData("var table = new SqliteTable(\"crm.db\", \"customers\"); table = given; return Customer.Sync.RunAsync(source, table, state);")]
    [InlineData("var table = new SqliteTable(\"crm.db\", \"customers\"); (table, _) = (given, 1); return Customer.Sync.RunAsync(source, table, state);")]
    [InlineData("var table = new SqliteTable(\"crm.db\", \"customers\"); Change(ref table); return Customer.Sync.RunAsync(source, table, state);")]
    [InlineData("var table = new SqliteTable(\"crm.db\", \"customers\"); ref var other = ref table; other = given; return Customer.Sync.RunAsync(source, table, state);")]
    [InlineData("SqliteTable table; table = new(\"crm.db\", \"customers\"); return Customer.Sync.RunAsync(source, table, state);")]
    [InlineData("var table = new SqliteTable(\"crm.db\", \"customers\"); return Other(table);")]
    [InlineData("var table = new SqliteTable(\"crm.db\", \"customers\"); return Customer.Sync.TryTo(table, out _);")]
    [InlineData("return Customer.Sync.RunAsync(source, new SqliteTable(\"crm.db\"), state);", "CS7036")]
    [InlineData("return Customer.Missing.RunAsync(source, new SqliteTable(\"crm.db\", \"customers\"), state);", "CS0117")]
    public Task Silent_where_a_column_is_named_or_may_be(string statements, string? error = null) => Check.Silent(Caller(statements), error is null ? [] : [error]);

    [Fact]
    public Task Silent_on_a_table_of_ones_own_and_where_a_binding_alone_is_seen() => Check.Silent("""
        [SyncModel("Id"), Sync<SqliteTable>(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)] public partial record Customer(int Id);

        public static class Caller
        {
            public static object Call() => Customer.Sync.To(new SqliteTable());

            public sealed class SqliteTable : DatabaseTable
            {
                public SqliteTable() : base("customers") => ArchiveColumn = "archived";
                public override string Identity => "own";
                public override ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
            }
        }
        """);

    [Theory]
    [InlineData("new SqliteTable(\"crm.db\", \"customers\")", "new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = \"archived\" }")]
    [InlineData("new SqliteTable(\"crm.db\", \"customers\") { }", "new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = \"archived\" }")]
    [InlineData("new SqliteTable(\"crm.db\", \"customers\") { CreateIfMissing = true }", "new SqliteTable(\"crm.db\", \"customers\") { CreateIfMissing = true, ArchiveColumn = \"archived\" }")]
    [InlineData("new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = null /* none */ }", "new SqliteTable(\"crm.db\", \"customers\") { ArchiveColumn = \"archived\" /* none */ }")]
    public Task Fix(string before, string after) => CheckFix.Makes("SYNC106", "Set ArchiveColumn = \"archived\"", Caller($"return Customer.Sync.To({before});"), Caller($"return Customer.Sync.To({after});"));

    [Fact]
    public Task Fix_all() => CheckFix.MakesAll(
        "SYNC106",
        "Set ArchiveColumn = \"archived\"",
        Caller("var table = new SqliteTable(\"a\", \"b\"); _ = plan.ApplyAsync(table); return Customer.Sync.To(new SqliteTable(\"a\", \"b\"));"),
        Caller("var table = new SqliteTable(\"a\", \"b\") { ArchiveColumn = \"archived\" }; _ = plan.ApplyAsync(table); return Customer.Sync.To(new SqliteTable(\"a\", \"b\") { ArchiveColumn = \"archived\" });"));

    [Fact]
    public Task Fix_offers_no_name_that_the_model_has() => CheckFix.Offers("SYNC106", """
        [SyncModel("Id"), Sync(Mode = SyncMode.Archive)] public partial record Customer(int Id, bool Archived);

        public static class Caller
        {
            public static object Call() => Customer.Sync.To(new SqliteTable("crm.db", "customers"));
        }
        """);

    private static string Caller(string statements) => $$"""
        [SyncModel("Id")]
        [Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
        [Sync("Gone", Mode = SyncMode.Archive)]
        [Sync("Keep", Mode = Upsert)]
        public partial record Customer(int Id);

        public static class Caller
        {
            private static readonly SqliteTable _field = new("crm.db", "customers");

            public static object Call(ISyncSource<Customer> source, IStateStore state, SqliteTable given, Customer.Sync.Plan plan, string? column)
            {
                {{statements}}
            }

            private static SqliteTable Make() => new("crm.db", "customers");

            private static void Change(ref SqliteTable table) => table = new SqliteTable("a", "b") { ArchiveColumn = "archived" };

            private static object Other(SqliteTable table) => table;
        }
        """;
}
