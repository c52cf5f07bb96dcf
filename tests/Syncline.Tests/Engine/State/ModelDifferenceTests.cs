namespace Syncline.Tests.Engine;

/// <summary>Which columns changed, and how.</summary>
public sealed class ModelDifferenceTests
{
    [Theory]
    [InlineData("A:Int32", "A:Int32;B:Text?", "column 'B' was added (Text?)")]
    [InlineData("A:Int32;B:Text?", "A:Int32", "column 'B' is gone")]
    [InlineData("A:Int32", "A:Int64", "column 'A' changed from Int32 to Int64")]
    [InlineData("A:Int32", "A:Int64?", "column 'A' changed from Int32 to Int64?")]
    [InlineData("A:Int32", "A:Int32?", "column 'A' may be null now")]
    [InlineData("A:Int32?", "A:Int32", "column 'A' can no longer be null")]
    [InlineData("A:Text", "A:Text nocase", "column 'A' ignores case now")]
    [InlineData("A:Text nocase", "A:Text", "column 'A' no longer ignores case")]
    [InlineData("A:Text", "A:Text uncompared", "column 'A' is no longer compared")]
    [InlineData("A:Text uncompared", "A:Text", "column 'A' is compared now")]
    [InlineData("A:Double", "A:Double ±0.5", "column 'A' is compared within 0.5 now, no longer exactly")]
    [InlineData("A:Double ±0.5", "A:Double ±1E-09", "column 'A' is compared within 1E-09 now, no longer within 0.5")]
    [InlineData("A:Double ±0.5", "A:Double", "column 'A' is compared exactly now, no longer within 0.5")]
    [InlineData("A:Int32;B:Text;C:Text", "C:Text;A:Int32;B:Text", "the columns stand in another order")]
    [InlineData("A:Text? nocase", "A:Text uncompared", "column 'A' can no longer be null and is no longer compared and no longer ignores case")]
    [InlineData("Old:Text;B:Int32;C:Text", "New:Text;B:Int64;C:Text?", "column 'New' was added (Text), column 'B' changed from Int32 to Int64, column 'C' may be null now and column 'Old' is gone")]
    public void EachChangeIsNamed(string before, string after, string expected) => Assert.Equal(expected, ModelDifference.Describe(before, after));

    [Theory]
    [InlineData(";")]
    [InlineData("a;b")]
    [InlineData(";;x")]
    [InlineData("x;;;")]
    [InlineData("A:Text;B")]
    [InlineData("A:Text ±1;")]
    [InlineData("a b:c")]
    [InlineData("")]
    public void NamesMayHoldAnything(string name)
    {
        var columns = new SyncColumn[] { new("Id", ColumnKind.Int32), new(name, ColumnKind.Decimal, ColumnTraits.Nullable) { Tolerance = 0.25 }, new(name + name, ColumnKind.Text, ColumnTraits.IgnoreCase | ColumnTraits.NotCompared), new(";", ColumnKind.Text) };
        var read = SignatureColumn.Read(ModelSignature.Of(new SyncSchema("M", [0], columns)));
        Assert.Equal(
            [
                new("Id", "Int32", false, true, false, 0),
                new(name, "Decimal", true, true, false, 0.25),
                new(name + name, "Text", false, false, true, 0),
                new(";", "Text", false, true, false, 0),
            ],
            read);
    }

    [Fact]
    public void MuchIsCutShort()
    {
        var after = string.Join(';', Enumerable.Range(1, 13).Select(number => $"C{number}:Int32"));
        Assert.EndsWith("column 'C10' was added (Int32), column 'C11' was added (Int32) and 3 more changes", ModelDifference.Describe("A:Int32;C1:Int32", after + ";A:Int32"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("A:")]
    [InlineData("A:Int32 odd")]
    [InlineData("A:Int32 ±x")]
    [InlineData("A:Int32;;B:Int32;")]
    public void WhatIsNoSignatureIsShownAsItIs(string before)
    {
        Assert.Null(SignatureColumn.Read(before));
        Assert.Equal($"it was '{before}' and is 'A:Int32'", ModelDifference.Describe(before, "A:Int32"));
    }
}
