using System.Globalization;
using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class TimeDigitsTests
{
    [Theory]
    [InlineData(DateTimeKind.Unspecified)]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    public void A_time_is_written_as_dotnet_writes_it(DateTimeKind kind)
    {
        var random = new Random(3);
        var room = new byte[TimeDigits.MaxLength];
        var some = Enumerable.Range(0, 100_000).Select(_ => random.NextInt64(DateTime.MaxValue.Ticks + 1));
        foreach (var ticks in some.Concat([0, 1, DateTime.MaxValue.Ticks, TimeSpan.TicksPerDay, TimeSpan.TicksPerDay - 1, new DateTime(2024, 2, 29).Ticks, new DateTime(1900, 2, 28, 23, 59, 59).Ticks]))
        {
            DateTime value = new(ticks, kind);
            Assert.Equal(value.ToString("O", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(room, 0, TimeDigits.Write(value, room)));
        }
    }
}
