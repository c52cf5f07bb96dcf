using System.Text;
using Xunit;

namespace Syncline.Tests;

/// <summary>Segments whose memory is the writer's: written over as soon as the store asks for the next, and when it is done.</summary>
internal static class LentSegments
{
    private const string Gone = "?????";

    /// <summary>Appends and replaces segments, and looks whether the store kept what they were.</summary>
    /// <param name="session">An empty state.</param>
    public static async Task AreCopiedAsync(IStateSession session)
    {
        await AppendAsync(session, null);
        Assert.Equal("one,two,three", await ContentAsync(session));
        await session.ReplaceAsync(AsAsync(Of("four", "five")), TestContext.Current.CancellationToken);
        Assert.Equal("four,five", await ContentAsync(session));
    }

    /// <summary>Appends segments to a batch, and looks whether what is committed with it is what they were.</summary>
    /// <param name="session">An empty state.</param>
    /// <param name="work">A batch in the state's own database.</param>
    public static async Task AreCopiedAsync(IStateSession session, IBatchWork work)
    {
        await AppendAsync(session, work);
        await work.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("one,two,three", await ContentAsync(session));
    }

    private static ValueTask AppendAsync(IStateSession session, IBatchWork? inside) => session.AppendAsync(Of("one", "two", "three"), inside, TestContext.Current.CancellationToken);

    private static IEnumerable<ReadOnlyMemory<byte>> Of(params string[] texts)
    {
        var memory = new byte[Gone.Length];
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, memory);
            yield return memory.AsMemory(0, length);
            Encoding.UTF8.GetBytes(Gone, memory);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> AsAsync(IEnumerable<ReadOnlyMemory<byte>> segments)
    {
        foreach (var segment in segments)
        {
            await Task.Yield();
            yield return segment;
        }
    }

    private static async Task<string> ContentAsync(IStateSession session)
    {
        var segments = new List<string>();
        await foreach (var segment in session.ReadAsync(TestContext.Current.CancellationToken)) segments.Add(Encoding.UTF8.GetString(segment.Span));
        return string.Join(',', segments);
    }
}
