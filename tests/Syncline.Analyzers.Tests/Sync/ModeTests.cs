using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Sync;

/// <summary>SYNC101 to SYNC103.</summary>
public sealed class ModeTests
{
    [Theory]
    [InlineData("Type = SyncType.Events, [|Mode = Upsert|]", "Events can't have the mode Upsert: they have Insert alone, which need not be written")]
    [InlineData("[|Mode = Diff|], Type = SyncType.Events", "Events can't have the mode Diff: they have Insert alone, which need not be written")]
    [InlineData("Type = SyncType.Segments, [|Mode = SyncMode.Upsert|]", "Segments can't have the mode Upsert: they have Add, Remove or All")]
    [InlineData("[|Mode = Add|]", "Objects can't have the mode Add: they have Upsert, Insert, Update, Archive, All, Snapshot or Diff")]
    [InlineData("[|Mode = (SyncMode)77|]", "Objects can't have the mode 77: they have Upsert, Insert, Update, Archive, All, Snapshot or Diff")]
    [InlineData("Type = (SyncType)9, [|Mode = Insert|]", "Syncs of type 9 can't have the mode Insert: they have no meaning; the types are Objects, Events, Segments and Actions")]
    public Task SYNC101_mode_not_for_this_type(string arguments, string message) => Check.Fires(Sync(arguments), $"SYNC101: {message}");

    [Theory]
    [InlineData("Mode = Upsert")]
    [InlineData("Mode = Mirror")]
    [InlineData("Mode = Snapshot")]
    [InlineData("Mode = Archive")]
    [InlineData("Type = SyncType.Events")]
    [InlineData("Type = SyncType.Events, Mode = Insert")]
    [InlineData("Type = SyncType.Segments, Mode = All")]
    [InlineData("Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse")]
    public Task SYNC101_SYNC102_SYNC103_silent_on_every_pair_that_goes_together(string arguments) => Check.Silent(Sync(arguments));

    [Theory]
    [InlineData("[SyncModel(\"UserId\"), Sync(Mode = )] public partial record M(int UserId);", "CS1525")]
    [InlineData("[SyncModel(\"UserId\"), Sync(\"x\", \"y\", Mode = SyncMode.Upsert)] public partial record M(int UserId);", "CS1729")]
    [InlineData("[SyncModel(\"UserId\"), Sync(Mode = Missing)] public partial record M(int UserId);", "CS0103")]
    [InlineData("[SyncModel(\"UserId\"), Sync(Mode = SyncMode.)] public partial record M(int UserId);", "CS1001")]
    [InlineData("[SyncModel(\"UserId\"), Sync<Missing>(Mode = SyncMode.Upsert)] public partial record M(int UserId);", "CS0246")]
    public Task Silent_while_the_attribute_is_half_typed(string source, string error) => Check.Silent(source, error);

    [Fact]
    public Task SYNC101_fix_offers_the_modes_that_fit() => CheckFix.Offers("SYNC101", Sync("Mode = Add"), "Set Mode = Upsert", "Set Mode = Insert", "Set Mode = Update", "Set Mode = Archive", "Set Mode = All", "Set Mode = Snapshot", "Set Mode = Diff");

    [Fact]
    public Task SYNC101_fix_offers_nothing_where_the_type_is_none() => CheckFix.Offers("SYNC101", Sync("Type = (SyncType)9, Mode = Insert"));

    [Fact]
    public Task SYNC101_fix() => CheckFix.Makes(
        "SYNC101",
        "Set Mode = Insert",
        "[SyncModel(\"Id\"), Sync(Type = SyncType.Events, Mode = /* not */ Upsert /* that */)] public partial record Signup(Guid Id);",
        "[SyncModel(\"Id\"), Sync(Type = SyncType.Events, Mode = /* not */ Insert /* that */)] public partial record Signup(Guid Id);");

    [Fact]
    public Task SYNC101_fix_where_modes_have_no_using() => CheckFix.Makes(
        TestSettings.Usual with { WithoutStaticUsing = true },
        "SYNC101",
        "Set Mode = Upsert",
        "[SyncModel(\"Id\"), Sync(Mode = SyncMode.Add)] public partial record Customer(Guid Id);",
        "[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert)] public partial record Customer(Guid Id);");

    [Fact]
    public Task SYNC101_fix_all() => CheckFix.MakesAll(
        "SYNC101",
        "Set Mode = Upsert",
        "[SyncModel(\"Id\"), Sync(Mode = Add), Sync(\"Crm\", Mode = Remove)] public partial record A(Guid Id); [SyncModel(\"Id\"), Sync(Mode = Add)] public partial record B(Guid Id);",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert), Sync(\"Crm\", Mode = Upsert)] public partial record A(Guid Id); [SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record B(Guid Id);");

    [Theory]
    [InlineData("[SyncModel(\"Id\"), [|Sync|]] public partial record M(int Id);", "Objects must write its mode: Upsert, Insert, Update, Archive, All, Snapshot or Diff")]
    [InlineData("[SyncModel(\"Id\"), [|Sync(\"Crm\", Type = SyncType.Segments)|]] public partial record M(int Id);", "Segments must write its mode: Add, Remove or All")]
    [InlineData("[SyncModel(\"Id\"), [|Sync(Type = SyncType.Actions)|]] public partial record M(int Id);", "Actions must write FirstRun: whether a run without a state applies every action, records them as applied, or refuses")]
    public Task SYNC102_what_must_be_written(string source, string message) => Check.Fires(source, $"SYNC102: A sync of {message}");

    [Fact]
    public Task SYNC102_fix() => CheckFix.Makes(
        "SYNC102",
        "Set Mode = Update",
        """
        [SyncModel("Id")]
        [Sync(
            "Crm" // The big one.
        )]
        public partial record Customer(int Id);
        """,
        """
        [SyncModel("Id")]
        [Sync(
            "Crm", Mode = Update // The big one.
        )]
        public partial record Customer(int Id);
        """);

    [Fact]
    public Task SYNC102_fix_for_actions() => CheckFix.Makes(
        "SYNC102",
        "Set FirstRun = Refuse",
        "[SyncModel(\"Id\"), Sync(Type = SyncType.Actions)] public partial record Welcome(int Id);",
        "[SyncModel(\"Id\"), Sync(Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse)] public partial record Welcome(int Id);");

    [Fact]
    public Task SYNC102_fix_all() => CheckFix.MakesAll(
        "SYNC102",
        "Set Mode = Upsert",
        "[SyncModel(\"Id\"), Sync, Sync(\"Crm\")] public partial record A(int Id); [SyncModel(\"Id\"), Sync()] public partial record B(int Id);",
        "[SyncModel(\"Id\"), Sync(Mode = Upsert), Sync(\"Crm\", Mode = Upsert)] public partial record A(int Id); [SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record B(int Id);");

    [Fact]
    public Task SYNC103_mode_on_actions() => Check.Fires(
        "[SyncModel(\"Id\"), Sync(Type = SyncType.Actions, [|Mode = Insert|], FirstRun = FirstRunPolicy.Refuse)] public partial record Welcome(int Id);",
        "SYNC103: Actions take no mode, they are applied once: remove Mode = Insert");

    [Fact]
    public Task SYNC103_fix() => CheckFix.Makes(
        "SYNC103",
        "Remove Mode",
        """
        [SyncModel("Id")]
        [Sync(
            Type = SyncType.Actions,
            FirstRun = FirstRunPolicy.Refuse, // A lost state must not send again.
            Mode = Insert)]
        public partial record Welcome(int Id);
        """,
        """
        [SyncModel("Id")]
        [Sync(
            Type = SyncType.Actions,
            FirstRun = FirstRunPolicy.Refuse // A lost state must not send again.
        )]
        public partial record Welcome(int Id);
        """);

    [Theory]
    [InlineData("Type = SyncType.Actions, // first\n    Mode = Insert, // a mode\n    FirstRun = FirstRunPolicy.Refuse", "Type = SyncType.Actions, // first\n    // a mode\n    FirstRun = FirstRunPolicy.Refuse")]
    [InlineData("\n    // first\n    Mode = Insert, // a mode\n    Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse", "\n    // first\n    // a mode\n    Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse")]
    [InlineData("Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse, /* b */ Mode = Insert /* c */", "Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse /* b */ /* c */")]
    [InlineData("Type = SyncType.Actions, Mode = /* c */ Insert, FirstRun = FirstRunPolicy.Refuse", "Type = SyncType.Actions, /* c */ FirstRun = FirstRunPolicy.Refuse")]
    [InlineData("Type = SyncType.Actions, Mode = Insert /* c */, FirstRun = FirstRunPolicy.Refuse", "Type = SyncType.Actions, /* c */ FirstRun = FirstRunPolicy.Refuse")]
    [InlineData("Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse, // a run\n    Mode = Insert // a mode\n", "Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse // a run\n    // a mode\n")]
    [InlineData("\n    Mode = Insert,\n    Type = SyncType.Actions,\n    FirstRun = FirstRunPolicy.Refuse\n", "\n    Type = SyncType.Actions,\n    FirstRun = FirstRunPolicy.Refuse\n")]
    [InlineData("\n    Type = SyncType.Actions,\n    FirstRun = FirstRunPolicy.Refuse,\n    Mode = Insert\n", "\n    Type = SyncType.Actions,\n    FirstRun = FirstRunPolicy.Refuse\n")]
    public Task SYNC103_fix_keeps_comments_and_lines(string before, string after) => CheckFix.Makes(
        "SYNC103",
        "Remove Mode",
        $"[SyncModel(\"Id\"), Sync({before})] public partial record Welcome(int Id);",
        $"[SyncModel(\"Id\"), Sync({after})] public partial record Welcome(int Id);");

    [Fact]
    public Task SYNC103_fix_all() => CheckFix.MakesAll(
        "SYNC103",
        "Remove Mode",
        "[SyncModel(\"Id\"), Sync(Mode = Insert, Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse), Sync(\"Two\", Type = SyncType.Actions, Mode = All, FirstRun = FirstRunPolicy.Refuse)] public partial record A(int Id);",
        "[SyncModel(\"Id\"), Sync(Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse), Sync(\"Two\", Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse)] public partial record A(int Id);");

    private static string Sync(string arguments) => $"[SyncModel(\"Id\"), Sync({arguments})] public partial record M(Guid Id);";
}
