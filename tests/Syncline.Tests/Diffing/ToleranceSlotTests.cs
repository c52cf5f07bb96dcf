namespace Syncline.Tests;

public sealed class ToleranceSlotTests
{
    [Theory]
    [InlineData(0.29, 0.30, 0.01, true)]
    [InlineData(0.30, 0.29, 0.01, true)]
    [InlineData(1.1, 1.2, 0.1, true)]
    [InlineData(-1.1, -1.2, 0.1, true)]
    [InlineData(0.29, 0.3000001, 0.01, false)]
    [InlineData(1e15, 1e15 + 1, 0.5, false)]
    [InlineData(double.PositiveInfinity, 1, 1, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 1, true)]
    [InlineData(double.NaN, 0, 1, false)]
    [InlineData(1.0, 1.1, 0.11, true)]
    [InlineData(1.0, 1.2, 0.1, false)]
    [InlineData(double.NaN, double.NaN, 0.1, true)]
    [InlineData(double.NaN, 1.0, 1e300, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0.1, true)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, false)]
    [InlineData(-0.0, 0.0, 0.1, true)]
    public void Numbers_within_the_tolerance_are_no_change(double last, double now, double tolerance, bool close)
        => Assert.Equal(close, ToleranceSlot.AreClose(ToleranceSlot.Of(last), ToleranceSlot.Of(now), tolerance));

    [Fact]
    public void Null_is_close_to_null_alone()
    {
        Assert.True(ToleranceSlot.AreClose(ToleranceSlot.Null, ToleranceSlot.Null, 1));
        Assert.False(ToleranceSlot.AreClose(ToleranceSlot.Null, ToleranceSlot.Of(double.NaN), 1));
        Assert.False(ToleranceSlot.AreClose(ToleranceSlot.Of(0.0), ToleranceSlot.Null, 1));
    }
}
