using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>The generator's enums say what the runtime's say.</summary>
public sealed class VocabularyTests
{
    [Theory]
    [InlineData(typeof(ColumnKind), typeof(Model.ColumnKind))]
    [InlineData(typeof(ColumnTraits), typeof(Model.ColumnTraits))]
    [InlineData(typeof(SyncType), typeof(Model.SyncType))]
    [InlineData(typeof(WhenRemoved), typeof(Model.WhenRemoved))]
    [InlineData(typeof(FirstRunPolicy), typeof(Model.FirstRunPolicy))]
    [InlineData(typeof(SyncChanges), typeof(Model.SyncChanges))]
    [InlineData(typeof(ModelChange), typeof(Model.ModelChange))]
    [InlineData(typeof(NullPolicy), typeof(Model.NullPolicy))]
    [InlineData(typeof(EnumStorage), typeof(Model.EnumStorage))]
    public void Names_and_numbers_are_the_runtimes(Type runtime, Type generator) => Assert.Equal(Members(runtime), Members(generator));

    [Fact]
    public void Modes_are_the_runtimes_but_for_none_and_the_second_name_of_all()
        => Assert.Equal(Members(typeof(SyncMode)).Where(member => !member.StartsWith("Mirror", StringComparison.Ordinal)), Members(typeof(Model.SyncMode)).Where(member => member != "None = 0"));

    private static IEnumerable<string> Members(Type type)
        => Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}");
}
