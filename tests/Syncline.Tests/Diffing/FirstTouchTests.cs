namespace Syncline.Tests;

public sealed class FirstTouchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(100_000)]
    public void What_an_array_holds_stays(int length)
    {
        var random = new Random(3);
        var bytes = new byte[length];
        random.NextBytes(bytes);
        var words = Enumerable.Range(0, length).Select(_ => (ulong)random.NextInt64()).ToArray();
        var (bytesBefore, wordsBefore) = (bytes.ToArray(), words.ToArray());

        FirstTouch.Touch(bytes.AsSpan());
        FirstTouch.Touch(words.AsSpan());

        Assert.Equal(bytesBefore, bytes);
        Assert.Equal(wordsBefore, words);
    }

    [Fact]
    public async Task What_others_write_meanwhile_is_kept()
    {
        // The places that are touched, and those beside them, are written over and over: a write that got lost would be missed in the sums.
        const int rounds = 20_000;
        var words = new ulong[8 * Environment.SystemPageSize / sizeof(ulong)];
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var touching = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    FirstTouch.Touch(words.AsSpan());
                    begun.TrySetResult();
                }
            },
            TestContext.Current.CancellationToken);
        await begun.Task;
        var stride = Environment.SystemPageSize / sizeof(ulong);
        for (var round = 0; round < rounds; round++)
        {
            for (var at = 0; at < words.Length; at += stride)
            {
                words[at] += 0x1_0000_0001;
                words[at + 1] += 1;
            }
        }

        await stop.CancelAsync();
        await touching;
        for (var at = 0; at < words.Length; at += stride) Assert.Equal((rounds * 0x1_0000_0001UL, (ulong)rounds), (words[at], words[at + 1]));
    }
}
