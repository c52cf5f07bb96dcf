using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace Syncline.Tests.Engine.Oracle;

/// <summary>Ends a process: whoever sees it can do nothing more.</summary>
internal sealed class DeathException() : Exception("the process died");

/// <summary>An operation as the destination saw it.</summary>
internal sealed record Sent(OperationKind Kind, int Key, Row? Row);

/// <summary>What happened in a run, as seen from outside the engine.</summary>
internal abstract record Happening
{
    internal sealed record Append(bool HadEffect, bool Threw, bool LostLease = false) : Happening;

    internal sealed record Batch(Sent[] Sent, OperationOutcome[] Answers, BatchFault? Fault) : Happening
    {
        /// <summary>With one database: whether the batch's transaction was committed.</summary>
        public bool IsCommitted { get; set; }

        public bool IsCommitTried { get; set; }

        /// <summary>With one database: whether the state said anything in the batch's transaction.</summary>
        public bool HasSegments { get; set; }
    }

    /// <summary>A batch reached the destination, which has not looked at it yet.</summary>
    internal sealed record Applying : Happening;

    internal sealed record Cancelled : Happening;

    internal sealed record LeaseTaken : Happening;
}

/// <summary>A state store and two destinations, in memory.</summary>
internal sealed class World(CommitWay way)
{
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public bool Joined => way == CommitWay.Joined;

    /// <summary>Whether the destinations can tell what became of a commit.</summary>
    public bool Confirms => way == CommitWay.Prepared;

    /// <summary>Whether a batch counts or not as a whole, and no key is ever in doubt for being sent.</summary>
    public bool IsAtomic => way != CommitWay.Marked;

    /// <summary>The commits that took effect.</summary>
    public HashSet<string> Commits { get; } = [];

    /// <summary>The commits of which it was said that they did not.</summary>
    public HashSet<string> Denied { get; } = [];

    /// <summary>The last commit that took effect since the state began.</summary>
    public string? LastCommit { get; set; }

    public List<byte[]> Segments { get; set; } = [];

    public long Version { get; set; }

    public long Holder { get; set; }

    public long LastHolder { get; set; }

    public DateTimeOffset Expires { get; set; }

    public Dictionary<string, SortedDictionary<int, Row>> Records { get; } = new() { ["A"] = [], ["B"] = [] };
}

/// <summary>What one run meets: counts its steps, and lets happen what the script says.</summary>
internal sealed class Fate(World world, RunSpec spec)
{
    private int _steps;

    public World World => world;

    public RunSpec Spec => spec;

    public CancellationTokenSource Cancellation { get; } = new();

    public List<Happening> Log { get; } = [];

    /// <summary>The run's lease, once it has one.</summary>
    public long Holder { get; set; }

    public int Batches { get; set; }

    public int Appends { get; set; }

    public bool IsDead { get; private set; }

    public Dictionary<int, int> Tries { get; } = [];

    public void Step()
    {
        if (IsDead) throw new DeathException();
        _steps++;
        if (_steps >= spec.LosesLeaseAtStep && Holder != 0 && world.Holder == Holder)
        {
            world.Holder = ++world.LastHolder;
            world.Expires = world.Time.GetUtcNow() + TimeSpan.FromSeconds(60);
            Log.Add(new Happening.LeaseTaken());
        }

        if (_steps == spec.DiesAtStep)
        {
            IsDead = true;
            throw new DeathException();
        }
    }

    public void Cancel()
    {
        Log.Add(new Happening.Cancelled());
        Cancellation.Cancel();
    }
}

/// <summary>A state store that fails as told.</summary>
internal sealed class ScriptedStore(Fate fate) : IStateStore
{
    public string Name => "scripted";

    public ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        fate.Step();
        var world = fate.World;
        if (access == StateAccess.Read) return new(new Session(fate, 0));
        if (world.Holder != 0 && world.Expires > world.Time.GetUtcNow()) throw new LeaseHeldException("Another run holds the scripted lease.");
        world.Holder = ++world.LastHolder;
        world.Expires = world.Time.GetUtcNow() + TimeSpan.FromSeconds(60);
        fate.Holder = world.Holder;
        return new(new Session(fate, world.Holder));
    }

    private sealed class Session(Fate fate, long holder) : IStateSession
    {
        private World World => fate.World;

        public long Version => World.Version;

        public bool HoldsLease => holder == 0 || World.Holder == holder;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            fate.Step();
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var segment in World.Segments.ToArray()) yield return segment;
            await Task.CompletedTask;
        }

        public bool CanJoin(IDelivery delivery) => World.Joined;

        public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
        {
            fate.Step();
            var copies = segments.Select(segment => segment.ToArray()).ToList();
            var fault = fate.Spec.AppendFails is var (append, kind) && append == ++fate.Appends ? kind : (AppendFault?)null;
            if (!HoldsLease)
            {
                fate.Log.Add(new Happening.Append(false, true, LostLease: true));
                throw new LeaseLostException("Another run took the scripted lease.");
            }

            if (fault == AppendFault.Before || (fault is not null && inside is not null))
            {
                fate.Log.Add(new Happening.Append(false, true));
                throw new StateException("The scripted disk is full.");
            }

            if (inside is IScriptedWork work)
            {
                work.Take(copies);
                return ValueTask.CompletedTask;
            }

            World.Segments.AddRange(copies);
            World.Version += copies.Count;
            fate.Log.Add(new Happening.Append(true, fault is not null));
            if (fault is not null) throw new StateException("The scripted connection broke after the commit.");
            fate.Step();
            return ValueTask.CompletedTask;
        }

        public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
        {
            fate.Step();
            var copies = new List<byte[]>();
            await foreach (var segment in segments.WithCancellation(cancellationToken)) copies.Add(segment.ToArray());
            if (!HoldsLease) throw new LeaseLostException("Another run took the scripted lease.");
            World.Segments = copies;
            World.Version += copies.Count + 1;
            fate.Step();
        }

        public ValueTask DisposeAsync()
        {
            if (fate.IsDead) throw new DeathException();
            if (World.Holder == holder) World.Holder = 0;
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Work that segments can become part of.</summary>
internal interface IScriptedWork : IBatchWork
{
    void Take(List<byte[]> segments);
}

/// <summary>A batch on its way into a scripted destination.</summary>
internal sealed class ScriptedWork(Fate fate, Happening.Batch batch, string commit, Action apply) : IScriptedWork
{
    public IReadOnlyList<OperationOutcome> Outcomes => batch.Answers;

    private List<byte[]> Segments { get; set; } = [];

    public void Take(List<byte[]> segments)
    {
        Segments = segments;
        batch.HasSegments = true;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        fate.Step();
        batch.IsCommitTried = true;
        if (batch.Fault == BatchFault.CommitThrowsBefore) throw new DestinationException("The commit was refused.", FailureEffect.NothingTransient);
        Assert.DoesNotContain(commit, fate.World.Denied);
        apply();
        batch.IsCommitted = true;
        Assert.True(fate.World.Commits.Add(commit), $"{commit} was made before");
        fate.World.LastCommit = commit;
        fate.World.Segments.AddRange(Segments);
        fate.World.Version += Segments.Count;
        if (batch.Fault == BatchFault.CommitThrowsAfter) throw new DestinationException("The commit was not answered.", FailureEffect.Unknown);
        fate.Step();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
