using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Keeps states in memory: for tests, and for one process that may start over.</summary>
/// <remarks>A state is gone with the process, and the next run is a first run again. Safe for use by several runs at once.</remarks>
public sealed class InMemoryStateStore : IStateStore
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(timeProvider);
        lock (_lock)
        {
            if (!_states.TryGetValue(id, out var state)) _states.Add(id, state = new State());
            if (access == StateAccess.Read) return new(new Session(this, state, timeProvider, 0));
            var now = timeProvider.GetUtcNow();
            if (state.Holder != 0 && state.Expires > now)
            {
                throw new LeaseHeldException($"Another run of '{id}' holds the lease in memory until {state.Expires:O}.");
            }

            state.Holder = ++state.LastHolder;
            state.Expires = now + LeaseTime;
            return new(new Session(this, state, timeProvider, state.Holder));
        }
    }

    private sealed class State
    {
        public List<byte[]> Segments { get; set; } = [];

        public long Version { get; set; }

        public long LastHolder { get; set; }

        public long Holder { get; set; }

        public DateTimeOffset Expires { get; set; }
    }

    private sealed class Session : IStateSession
    {
        private readonly InMemoryStateStore _store;
        private readonly State _state;
        private readonly TimeProvider _timeProvider;
        private readonly long _holder;
        private readonly ITimer? _renewal;

        public Session(InMemoryStateStore store, State state, TimeProvider timeProvider, long holder)
        {
            (_store, _state, _timeProvider, _holder) = (store, state, timeProvider, holder);
            if (holder != 0) _renewal = timeProvider.CreateTimer(static session => ((Session)session!).Renew(), this, LeaseTime / 4, LeaseTime / 4);
        }

        public long Version
        {
            get
            {
                lock (_store._lock) return _state.Version;
            }
        }

        public bool HoldsLease
        {
            get
            {
                lock (_store._lock) return _holder == 0 || _state.Holder == _holder;
            }
        }

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            byte[][] segments;
            lock (_store._lock) segments = [.. _state.Segments];
            foreach (var segment in segments)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return segment;
            }

            await Task.CompletedTask.ConfigureAwait(false);
        }

        public bool CanJoin(IDelivery delivery) => false;

        public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
        {
            var copies = segments.Select(segment => segment.ToArray()).ToList();
            cancellationToken.ThrowIfCancellationRequested();
            lock (_store._lock)
            {
                Fence();
                _state.Segments.AddRange(copies);
                _state.Version += copies.Count;
            }

            return ValueTask.CompletedTask;
        }

        public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
        {
            var copies = new List<byte[]>();
            await foreach (var segment in segments.WithCancellation(cancellationToken).ConfigureAwait(false)) copies.Add(segment.ToArray());
            lock (_store._lock)
            {
                Fence();
                _state.Segments = copies;
                _state.Version += copies.Count + 1;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_renewal is not null) await _renewal.DisposeAsync().ConfigureAwait(false);
            lock (_store._lock)
            {
                if (_holder != 0 && _state.Holder == _holder) _state.Holder = 0;
            }
        }

        private void Renew()
        {
            lock (_store._lock)
            {
                if (_state.Holder == _holder) _state.Expires = _timeProvider.GetUtcNow() + LeaseTime;
            }
        }

        private void Fence()
        {
            if (_holder == 0) throw new InvalidOperationException("The state was opened to read; open it with StateAccess.Run to write.");
            if (_state.Holder != _holder) throw new LeaseLostException("Another run took the lease in memory; nothing was committed.");
            Renew();
        }
    }
}
