using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Sync;

/// <summary>SYNC104, SYNC105, SYNC107 to SYNC109.</summary>
public sealed class SettingTests
{
    private static readonly TestSettings WithEveryRow = TestSettings.Usual with { EditorConfig = "dotnet_diagnostic.SYNC109.severity = warning" };

    [Theory]
    [InlineData("Mode = Upsert, [|WhenRemoved = WhenRemoved.RemoveMember|]", "WhenRemoved = RemoveMember is not for Objects with Upsert, which can have Keep, Delete, Clear or Archive")]
    [InlineData("Mode = All, [|WhenRemoved = WhenRemoved.Keep|]", "WhenRemoved = Keep has no meaning for Objects with All: remove it")]
    [InlineData("Type = SyncType.Events, [|WhenRemoved = WhenRemoved.Delete|]", "WhenRemoved = Delete has no meaning for Events with Insert: remove it")]
    [InlineData("Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse, [|WhenRemoved = WhenRemoved.Delete|]", "WhenRemoved = Delete has no meaning for Actions with no mode: remove it")]
    [InlineData("Type = SyncType.Segments, Mode = Add, [|WhenRemoved = WhenRemoved.Delete|]", "WhenRemoved = Delete is not for Segments with Add, which can have Keep or RemoveMember")]
    [InlineData("Mode = Upsert, [|RemoveAfterRuns = 0|]", "RemoveAfterRuns = 0 has no meaning: 1 is the first run that does not see a row")]
    [InlineData("Mode = Upsert, [|KeepLedger = 30|]", "KeepLedger = 30 has no meaning for Objects with Upsert: Events and Actions have a ledger; remove it")]
    [InlineData("Type = SyncType.Segments, Mode = Add, [|KeepLedger = 0|]", "KeepLedger = 0 has no meaning for Segments with Add: Events and Actions have a ledger; remove it")]
    [InlineData("Type = SyncType.Events, [|KeepLedger = -30|]", "KeepLedger = -30 has no meaning: it is a number of days, and 0 is for ever")]
    [InlineData("Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse, [|KeepLedger = -1|]", "KeepLedger = -1 has no meaning: it is a number of days, and 0 is for ever")]
    [InlineData("Mode = All, [|RemoveAfterRuns = 2|]", "RemoveAfterRuns = 2 has no meaning for Objects with All, which sees no row leave: remove it")]
    [InlineData("Mode = Archive, [|RemoveAfterRuns = 2|]", "RemoveAfterRuns = 2 has no meaning for Objects with Archive, which sees no row leave: remove it")]
    [InlineData("Type = SyncType.Events, [|RemoveAfterRuns = 2|]", "RemoveAfterRuns = 2 has no meaning for Events with Insert, which sees no row leave: remove it")]
    [InlineData("Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse, [|RemoveAfterRuns = 2|]", "RemoveAfterRuns = 2 has no meaning for Actions with no mode, which sees no row leave: remove it")]
    [InlineData("Mode = Upsert, [|WhenRemoved = WhenRemoved.Clear|]", "WhenRemoved = Clear makes every column but the key null, but 'Name' and 'Age' are never null")]
    [InlineData("Mode = Upsert, [|FirstRun = (FirstRunPolicy)9|]", "FirstRun = 9 has no meaning: it is Backfill, Baseline or Refuse")]
    [InlineData("Mode = Upsert, [|OnModelChange = (ModelChange)9|]", "OnModelChange = 9 has no meaning: it is Resend, Rebaseline or Fail")]
    [InlineData("Type = SyncType.Actions, [|FirstRun = (FirstRunPolicy)(-1)|]", "FirstRun = -1 has no meaning: it is Backfill, Baseline or Refuse")]
    public Task SYNC104_setting_without_a_meaning(string arguments, string message) => Check.Fires(Sync(arguments), $"SYNC104: {message}");

    [Theory]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)] public partial record M(Guid Id, string? Name, int? Age);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Insert, WhenRemoved = WhenRemoved.Keep, RemoveAfterRuns = 3)] public partial record M(Guid Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = All)] public partial record M(Guid Id);")]
    [InlineData("[SyncModel(\"Id\", KeepRows = true), Sync(Mode = Diff, RemoveAfterRuns = 2)] public partial record M(Guid Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Type = SyncType.Segments, Mode = Remove, RemoveAfterRuns = 2)] public partial record M(Guid Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)] public partial record M(Guid Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Type = SyncType.Events, KeepLedger = 0), Sync(\"B\", Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse, KeepLedger = 30)] public partial record M(Guid Id);")]
    public Task SYNC104_silent_where_it_has_a_meaning(string source) => Check.Silent(source);

    [Fact]
    public Task SYNC104_fix_offers_what_fits() => CheckFix.Offers("SYNC104", Sync("Mode = Upsert, WhenRemoved = WhenRemoved.RemoveMember"), "Set WhenRemoved = Delete", "Set WhenRemoved = Clear", "Set WhenRemoved = Archive", "Remove WhenRemoved");

    [Fact]
    public Task SYNC104_fix() => CheckFix.Makes(
        "SYNC104",
        "Set WhenRemoved = Delete",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear /* them */)] public partial record M(Guid Id, string Name);",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete /* them */)] public partial record M(Guid Id, string Name);");

    [Fact]
    public Task SYNC104_fix_of_a_bound() => CheckFix.Makes(
        "SYNC104",
        "Remove KeepLedger",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, KeepLedger = 30)] public partial record M(Guid Id, string Name);",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record M(Guid Id, string Name);");

    [Fact]
    public Task SYNC104_fix_all() => CheckFix.MakesAll(
        "SYNC104",
        "Remove WhenRemoved",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear), Sync(\"B\", WhenRemoved = WhenRemoved.RemoveMember, Mode = Insert)] public partial record M(Guid Id, string Name);",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert), Sync(\"B\", Mode = Insert)] public partial record M(Guid Id, string Name);");

    [Fact]
    public Task SYNC105_two_syncs_of_one_name() => Check.Fires(
        "[SyncModel(\"Id\"), Sync(\"Crm\", Mode = Upsert), Sync([|\"Crm\"|], Mode = Insert)] public partial record Customer(int Id);",
        "SYNC105: The sync 'Crm' can't be generated: another one of the model has its name");

    [Fact]
    public Task SYNC105_two_syncs_without_a_name() => Check.Fires(
        "[SyncModel(\"Id\"), Sync(Mode = Upsert), [|Sync(Mode = Insert)|]] public partial record Customer(int Id);",
        "SYNC105: The sync can't be generated: only one of a model's syncs may go without a name; give this one a name of its own");

    [Fact]
    public Task SYNC105_name_that_is_no_identifier() => Check.Fires(
        "[SyncModel(\"Id\"), Sync([|\"big crm\"|], Mode = Upsert)] public partial record Customer(int Id);",
        "SYNC105: The sync 'big crm' can't be generated: its name can't begin the name of a C# member");

    [Fact]
    public Task SYNC105_name_that_is_taken() => Check.Fires(
        "[SyncModel(\"Id\"), Sync([|\"Crm\"|], Mode = Upsert)] public partial record Customer(int Id, bool CrmSync);",
        "SYNC105: The sync 'Crm' can't be generated: the model has or mentions 'CrmSync' already; give it another name");

    [Theory]
    [InlineData("Sync(\"A\", Mode = Upsert, Id = \"z\"), Sync(\"B\", Mode = Upsert, [|Id = \"z\"|])", " 'B'", "z")]
    [InlineData("Sync(Mode = Upsert, Id = \"Shop.Customer/B\"), [|Sync(\"B\", Mode = Upsert)|]", " 'B'", "Shop.Customer/B")]
    public Task SYNC105_two_syncs_of_one_state(string syncs, string sync, string id) => Check.Fires(
        $"namespace Shop; [SyncModel(\"Id\"), {syncs}] public partial record Customer(int Id);",
        $"SYNC105: The sync{sync} can't be generated: another one of the model has the state '{id}', and two syncs can't share one; give it an Id of its own");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public Task SYNC105_state_without_a_name(string id) => Check.Fires(
        $"[SyncModel(\"Id\"), Sync(Mode = Upsert, [|Id = \"{id}\"|])] public partial record Customer(int Id);",
        $"SYNC105: The sync can't be generated: its Id '{id}' names no state; write a name, or remove it for the one that model and sync give");

    [Fact]
    public Task SYNC105_one_state_for_syncs_of_two_models() => Check.Fires(
        """
        namespace Shop;
        [SyncModel("Id"), Sync(Mode = Upsert, [|Id = "z"|])] public partial record Customer(int Id);
        [SyncModel("Id"), Sync("Crm", Mode = Upsert, [|Id = "z"|])] public partial record Order(int Id);
        [SyncModel("Id"), Sync(Mode = Upsert, [|Id = "Shop.Visit/"|])] public partial record Call(int Id);
        [SyncModel("Id"), Sync(Mode = Upsert)] public partial record Visit(int Id);
        """,
        "SYNC105: The sync has the state 'z', which a sync of 'Shop.Order' has too, and two syncs can't share one: give one of them an Id of its own",
        "SYNC105: The sync 'Crm' has the state 'z', which a sync of 'Shop.Customer' has too, and two syncs can't share one: give one of them an Id of its own",
        "SYNC105: The sync has the state 'Shop.Visit/', which a sync of 'Shop.Visit' has too, and two syncs can't share one: give one of them an Id of its own");

    [Fact]
    public Task SYNC105_silent_on_states_that_differ() => Check.Silent(
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, Id = \"a\"), Sync(\"B\", Mode = Upsert, Id = \"A\")] public partial record Customer(int Id); [SyncModel(\"Id\"), Sync(Mode = Upsert, Id = null)] public partial record Order(int Id);");

    [Fact]
    public Task SYNC105_silent_on_names_that_differ() => Check.Silent("[SyncModel(\"Id\"), Sync(Mode = Upsert), Sync(\"Crm\", Mode = Upsert), Sync(\"crm\", Mode = Upsert), Sync(\"class\", Mode = Upsert)] public partial record Customer(int Id);");

    [Theory]
    [InlineData("Mode = Upsert, [|ActOn = SyncChanges.None|]", "names no change, so nothing would ever be delivered: name Added, Changed or both, or remove it")]
    [InlineData("Mode = Upsert, [|ActOn = (SyncChanges)8|]", "has no value 8: name Added, Changed or both")]
    [InlineData("Mode = Archive, [|ActOn = SyncChanges.Added|]", "has no meaning for Objects with Archive, whose rows are acted on by a rule of their own: remove it")]
    [InlineData("Type = SyncType.Events, [|ActOn = SyncChanges.Changed|]", "has no meaning for Events with Insert, whose rows are acted on by a rule of their own: remove it")]
    public Task SYNC107_act_on(string arguments, string message) => Check.Fires(Sync(arguments), $"SYNC107: ActOn {message}");

    [Theory]
    [InlineData("Mode = Update, ActOn = SyncChanges.Added | SyncChanges.Changed")]
    [InlineData("Type = SyncType.Segments, Mode = Add, ActOn = SyncChanges.Added | SyncChanges.Changed")]
    [InlineData("Mode = Update, ActOn = Missing.Changes", "CS0103")]
    public Task SYNC107_silent_where_it_overrides(string arguments, string? error = null) => Check.Silent(Sync(arguments), error is null ? [] : [error]);

    [Fact]
    public Task SYNC107_fix() => CheckFix.Makes(
        "SYNC107",
        "Remove ActOn",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, ActOn = 0, WhenRemoved = WhenRemoved.Delete)] public partial record M(Guid Id);",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)] public partial record M(Guid Id);");

    [Theory]
    [InlineData("[[|SyncModel(\"Id\")|], Sync(Mode = Diff)] public partial record Customer(Guid Id);")]
    [InlineData("[SyncModel(\"Id\", [|KeepRows = false|]), Sync(Mode = Diff)] public partial record Customer(Guid Id);")]
    public Task SYNC108_diff_keeps_rows(string source) => Check.Fires(source, "SYNC108: Diff keeps whole rows of 'Customer' in the state, whatever KeepRows says: write KeepRows = true so that it can be seen");

    [Fact]
    public Task SYNC108_silent_where_it_is_written() => Check.Silent("[SyncModel(\"Id\", KeepRows = true), Sync(Mode = Diff), Sync(\"B\", Mode = Upsert)] public partial record Customer(Guid Id);");

    [Fact]
    public Task SYNC108_fix() => CheckFix.Makes(
        "SYNC108",
        "Set KeepRows = true",
        "[SyncModel(\"Id\"), Sync(Mode = Diff)] public partial record Customer(Guid Id);",
        "[SyncModel(\"Id\", KeepRows = true), Sync(Mode = Diff)] public partial record Customer(Guid Id);");

    [Fact]
    public Task SYNC108_fix_all() => CheckFix.MakesAll(
        "SYNC108",
        "Set KeepRows = true",
        "[SyncModel(\"Id\"), Sync(Mode = Diff)] public partial record A(Guid Id); [SyncModel(\"Id\", KeepRows = false), Sync(Mode = Diff)] public partial record B(Guid Id);",
        "[SyncModel(\"Id\", KeepRows = true), Sync(Mode = Diff)] public partial record A(Guid Id); [SyncModel(\"Id\", KeepRows = true), Sync(Mode = Diff)] public partial record B(Guid Id);");

    [Theory]
    [InlineData("Mode = [|Mirror|]", "All")]
    [InlineData("Mode = [|SyncMode.Archive|]", "Archive")]
    public Task SYNC109_every_row(string arguments, string mode) => Check.Fires(
        WithEveryRow,
        $"[SyncModel(\"Id\"), Sync({arguments})] public partial record Customer(Guid Id);",
        $"SYNC109: {mode} acts on every row of 'Customer' in each run, so a query without bounds costs more each time: bound it, or use Upsert");

    [Fact]
    public Task SYNC109_off_by_default() => Check.Silent("[SyncModel(\"Id\"), Sync(Mode = All)] public partial record Customer(Guid Id);");

    [Fact]
    public Task SYNC109_silent_on_modes_that_see_changes() => Check.Silent(WithEveryRow, "[SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record Customer(Guid Id);");

    private static string Sync(string arguments) => $"[SyncModel(\"Id\"), Sync({arguments})] public partial record M(Guid Id, string Name, int Age, string? Note);";
}
