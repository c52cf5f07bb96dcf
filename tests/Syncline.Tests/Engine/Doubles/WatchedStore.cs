using System.Runtime.CompilerServices;

namespace Syncline.Tests.Engine;

/// <summary>An in-memory state store whose log a test can see, change and fail.</summary>
internal sealed class WatchedStore : IStateStore
{
    private readonly List<IStateSession> _open = [];

    public InMemoryStateStore Inner { get; } = new();

    public string Name => Inner.Name;

    /// <summary>Called with the append's number before it.</summary>
    public Action<int>? BeforeAppend { get; set; }

    /// <summary>Called with the append's number when it is durable.</summary>
    public Action<int>? AfterAppend { get; set; }

    public Action? Reading { get; set; }

    public Func<ValueTask>? Closing { get; set; }

    public int Appends { get; private set; }

    public int Replacements { get; private set; }

    public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var inner = await Inner.OpenAsync(id, access, timeProvider, cancellationToken);
        _open.Add(inner);
        return new Session(this, inner);
    }

    /// <summary>The segments of a state.</summary>
    public async Task<List<byte[]>> SegmentsAsync(string id)
    {
        await using var session = await Inner.OpenAsync(id, StateAccess.Read, TimeProvider.System, default);
        var segments = new List<byte[]>();
        await foreach (var segment in session.ReadAsync(default)) segments.Add(segment.ToArray());
        return segments;
    }

    /// <summary>Puts other segments in place of a state's.</summary>
    public async Task ReplaceAsync(string id, params IEnumerable<byte[]> segments)
    {
        await using var session = await Inner.OpenAsync(id, StateAccess.Run, TimeProvider.System, default);
        await session.ReplaceAsync(Each(segments), default);
    }

    /// <summary>Takes the lease from whoever holds it, so that the next run can have it.</summary>
    public async Task StealAsync()
    {
        foreach (var session in _open) await session.DisposeAsync();
        _open.Clear();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Each(IEnumerable<byte[]> segments)
    {
        foreach (var segment in segments) yield return segment;
        await Task.CompletedTask;
    }

    private sealed class Session(WatchedStore owner, IStateSession inner) : IStateSession
    {
        public long Version => inner.Version;

        public bool HoldsLease => inner.HoldsLease;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            owner.Reading?.Invoke();
            await foreach (var segment in inner.ReadAsync(cancellationToken)) yield return segment;
        }

        public bool CanJoin(IDelivery delivery) => inner.CanJoin(delivery);

        public async ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
        {
            var number = ++owner.Appends;
            owner.BeforeAppend?.Invoke(number);
            await inner.AppendAsync(segments, inside, cancellationToken);
            owner.AfterAppend?.Invoke(number);
        }

        public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
        {
            owner.Replacements++;
            await inner.ReplaceAsync(segments, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            if (owner.Closing is { } closing) await closing();
        }
    }
}
