using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;
using Syncline.Generator.Tests.Harness;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>What the parser says of a wrong declaration: the analyzers' findings.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("[SyncModel(\"Id\")] public record M(int Id);", "NotPartial Type '' M")]
    [InlineData("public class Outer { [SyncModel(\"Id\")] public partial record M(int Id); }", "NotPartial Type '' Outer")]
    [InlineData("[SyncModel(\"Id\")] public abstract partial record M(int Id);", "UnsupportedType Type '' abstract")]
    [InlineData("[SyncModel(\"Id\")] public partial record M<T>(int Id);", "UnsupportedType Type '' generic")]
    [InlineData("[SyncModel(\"Id\")] file partial record M(int Id);", "UnsupportedType Type '' file-local")]
    [InlineData("[SyncModel(\"Id\")] public partial class M { public M(object x) { } public int Id { get; set; } }", "NoConstructor Type ''")]
    [InlineData("[SyncModel(\"Key\")] public partial record M(int Key, int RowKey);", "NameTaken Type '' Key RowKey")]
    [InlineData("[SyncModel(\"Id\")] public partial class M { }", "NoColumns Type ''; KeyPartUnknown Key 'Id'")]
    [InlineData("[SyncModel] public partial record M(int Id);", "KeyMissing Key ''")]
    [InlineData("[SyncModel(\"Ix\")] public partial record M(int Id);", "KeyPartUnknown Key 'Ix'")]
    [InlineData("[SyncModel(\"Key\")] public partial record M(int Key);", "NameFallback Type '' Key RowKey")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert)] public partial record M(int Id, int Sync);", "NameFallback Type '' Sync DefaultSync")]
    [InlineData("[SyncModel(\"Id\")] public partial record M([SyncIgnore] int Id, int X);", "KeyPartIgnored Key 'Id'")]
    [InlineData("[SyncModel(\"Id\")] public partial record M([SyncColumn(Compare = false)] int Id, int X);", "KeyPartNotCompared Key 'Id' Compare")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int X) { public int Id => X; }", "KeyPartUnreachable Key 'Id'")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(object Id);", "ColumnType Member 'Id' object; KeyPartType Key 'Id' object")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int? Id);", "KeyPartNullable Key 'Id' int?")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(string? Id);", "KeyPartNullable Key 'Id' string?")]
    [InlineData("#nullable disable\n[SyncModel(\"Id\")] public partial record M(string Id);", "")]
    [InlineData("[SyncModel(\"Id\")] public partial record M([SyncColumn(Converter = typeof(C))] string Id); public class C : IColumnConverter<string, int> { public static int ToColumn(string x) => 1; public static string FromColumn(int x) => \"\"; }", "KeyPartLoses Key 'Id' C string int")]
    [InlineData("[SyncModel(\"Id\", PrimaryKey = [\"Id\"])] public partial record M(int Id);", "KeyTwoForms Key ''")]
    [InlineData("[SyncModel(\"Id\", \"Id\")] public partial record M(int Id);", "KeyPartTwice Key 'Id'")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(float Id);", "KeyPartType Key 'Id' float")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(ReadOnlyMemory<byte>? Id);", "KeyPartType Key 'Id' System.ReadOnlyMemory<byte>?")]
    [InlineData("[SyncModel(\"Id\")] public partial record M([SyncColumn(Tolerance = 1)] decimal Id);", "KeyPartNotCompared Key 'Id' Tolerance")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, List<int>? Tags);", "ColumnType Member 'Tags' System.Collections.Generic.List<int>?")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id) { [SyncColumn] public int Twice => Id * 2; }", "ColumnNotSettable Member 'Twice'")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id) { [SyncColumn] internal int Hidden { get; set; } }", "ColumnNotSettable Member 'Hidden'")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(\"ID\")] int Other);", "ColumnNameTwice Member 'Other' ID Id")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(\"\")] int Other);", "ColumnNameEmpty Member 'Other'")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(Tolerance = 1)] int Other);", "OptionUnsuited Member 'Other' Tolerance")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(Tolerance = -1)] double Other);", "OptionUnsuited Member 'Other' Tolerance")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(Tolerance = double.NaN)] double Other);", "OptionUnsuited Member 'Other' Tolerance")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(IgnoreCase = true)] int Other);", "OptionUnsuited Member 'Other' IgnoreCase")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(IgnoreCase = true, EnumAs = EnumStorage.Name)] DayOfWeek Other);", "OptionUnsuited Member 'Other' IgnoreCase")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(EnumAs = EnumStorage.Name)] string Other);", "OptionUnsuited Member 'Other' EnumAs")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(Converter = typeof(Uri))] Uri Other);", "ConverterUnsuited Member 'Other' System.Uri System.Uri")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Missing)] public partial record M(int Id);", "SyncIncomplete Sync '0'")]
    [InlineData("[SyncModel(\"Id\"), Sync(\"a b\", Mode = Upsert)] public partial record M(int Id);", "SyncNameInvalid Sync '0' a b")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert), Sync(Mode = Insert)] public partial record M(int Id);", "SyncNameTwice Sync '1' ")]
    [InlineData("[SyncModel(\"Id\"), Sync(\"Crm\", Mode = Upsert)] public partial record M(int Id, int CrmSync);", "SyncNameTaken Sync '0' CrmSync")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert), Sync(\"Default\", Mode = SyncMode.Upsert)] public partial record M(int Id, int Sync);", "NameFallback Type '' Sync DefaultSync; SyncNameTaken Sync '1' DefaultSync")]
    [InlineData("[SyncModel(\"Id\"), Sync] public partial record M(int Id);", "ModeMissing Sync '0' Objects")]
    [InlineData("[SyncModel(\"Id\"), Sync(Type = SyncType.Events, Mode = Upsert)] public partial record M(int Id);", "ModeUnsupported Sync '0' Events Upsert")]
    [InlineData("[SyncModel(\"Id\"), Sync(Type = SyncType.Actions, Mode = Insert)] public partial record M(int Id);", "ModeOnActions Sync '0' Insert; FirstRunMissing Sync '0'")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.RemoveMember)] public partial record M(int Id);", "WhenRemovedUnsupported Sync '0' Objects Upsert RemoveMember")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = All, WhenRemoved = WhenRemoved.Keep)] public partial record M(int Id);", "WhenRemovedUnsupported Sync '0' Objects All Keep")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = All, ActOn = SyncChanges.Added)] public partial record M(int Id);", "ActOnUnsupported Sync '0' Objects All")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)] public partial record M(int Id, string Name, int? Age);", "ClearNeedsNullable Sync '0' Name")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, ActOn = (SyncChanges)4)] public partial record M(int Id);", "ActOnValue Sync '0' 4")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = SyncMode.All, RemoveAfterRuns = 2)] public partial record M(int Id);", "RemoveAfterRunsUnsupported Sync '0' Objects All 2")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, RemoveAfterRuns = -1)] public partial record M(int Id);", "RemoveAfterRunsTooSmall Sync '0' -1")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, KeepLedger = 30)] public partial record M(int Id);", "KeepLedgerUnsupported Sync '0' Objects Upsert 30")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, KeepLedger = 0)] public partial record M(int Id);", "KeepLedgerUnsupported Sync '0' Objects Upsert 0")]
    [InlineData("[SyncModel(\"Id\"), Sync(Type = SyncType.Events, KeepLedger = -1)] public partial record M(int Id);", "KeepLedgerNegative Sync '0' -1")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, FirstRun = (FirstRunPolicy)9)] public partial record M(int Id);", "SettingValue Sync '0' FirstRun 9")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, OnModelChange = (ModelChange)9)] public partial record M(int Id);", "SettingValue Sync '0' OnModelChange 9")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(EnumAs = (EnumStorage)7)] DayOfWeek Day);", "OptionValue Member 'Day' EnumAs 7")]
    [InlineData("[SyncModel(\"Id\")] public partial record M(int Id, [SyncColumn(Nulls = (NullPolicy)7)] string Name);", "OptionValue Member 'Name' Nulls 7")]
    [InlineData("[SyncModel(\"Id\"), Sync(\"A\", Mode = Upsert, Id = \"z\"), Sync(\"B\", Mode = Upsert, Id = \"z\")] public partial record M(int Id);", "StateIdTwice Sync '1' z")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert, Id = \"\")] public partial record M(int Id);", "StateIdEmpty Sync '0' ")]
    [InlineData("[SyncModel(\"Id\"), Sync(\"A\", \"B\", Mode = Upsert)] public partial record M(int Id);", "SyncIncomplete Sync '0'")]
    public void Problem_is_named_with_its_place(string source, string expected)
        => Assert.Equal(expected, string.Join("; ", Parse(source).Problems.Select(Text)));

    [Fact]
    public void Every_kind_of_problem_has_a_case()
    {
        var cases = typeof(ProblemTests).GetMethod(nameof(Problem_is_named_with_its_place))!.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => ((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Last().Value!.ToString()!);
        Assert.Empty(Enum.GetNames<ProblemKind>().Except(cases.SelectMany(text => text.Split(' ', ';'))));
    }

    [Fact]
    public void Good_model_has_no_problem()
    {
        var parsed = Parse("[SyncModel(\"Id\"), Sync(Mode = Upsert)] public partial record M(int Id, string Name);");

        Assert.NotNull(parsed.Model);
        Assert.Empty(parsed.Problems);
    }

    [Fact]
    public void Model_parses_after_generation_as_before()
    {
        // Analyzers see what was generated, the generator does not.
        var generated = Generated.Clean("[SyncModel(\"Id\"), Sync(Mode = SyncMode.Upsert), Sync(\"Crm\", Mode = SyncMode.Insert)] public partial record M(int Id, [SyncColumn(EnumAs = EnumStorage.Name)] DayOfWeek Day, [Sensitive] string Name);");

        var before = Parse(generated.Input);
        Assert.NotNull(before.Model);
        Assert.Equal(before, Parse(generated.Output));
    }

    [Fact]
    public void Problem_of_a_sync_leaves_the_model_and_its_other_syncs()
    {
        var parsed = Parse("[SyncModel(\"Id\"), Sync(\"A\", Mode = Add), Sync(\"B\", Mode = Upsert)] public partial record M(int Id, string Name);");

        Assert.Equal("BSync", Assert.Single(parsed.Model!.Syncs).Member);
    }

    private static string Text(Problem problem) => string.Join(' ', problem.Arguments.Prepend($"{problem.Kind} {problem.Site} '{problem.Name}'"));

    private static ParsedModel Parse(string source) => Parse(Generated.Compile(source));

    private static ParsedModel Parse(Compilation compilation)
    {
        var type = Types(compilation.Assembly.GlobalNamespace).First(type => type.GetAttributes().Find("SyncModelAttribute") is not null);
        return SyncModelParser.Parse(type, type.GetAttributes().Find("SyncModelAttribute")!, compilation, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
        => container.GetTypeMembers().SelectMany(type => Types(type).Prepend(type));
}
