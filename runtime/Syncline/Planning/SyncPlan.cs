using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>The operations a run is about to make: to look at, print, approve and apply.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <remarks>
/// A plan is applied by the process that made it, once, and only while the state is as the plan found it. Elsewhere approve its <see cref="Fingerprint"/>
/// and run again. Dispose of it: its rows may wait in a temporary file.
/// </remarks>
public abstract class SyncPlan<TModel, TKey> : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int TextRows = 50;
    private readonly PlannedRun<TModel, TKey> _run;
    private bool _isDisposed;

    /// <summary>Wraps a planned run.</summary>
    protected SyncPlan(PlannedRun<TModel, TKey> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
    }

    /// <summary>The books as far as a plan goes: rows, keys and work.</summary>
    public SyncCounts Counts => _run.Planner.Counts;

    /// <summary>What a guard will stop when the plan is applied; null when none will.</summary>
    public GuardStop? Guard => _run.Guard;

    /// <summary>Invalid rows, the first of them.</summary>
    public IReadOnlyList<InvalidRow> InvalidRows => _run.Planner.Invalid.ToImmutable();

    /// <summary>Possible key clashes of events and actions, the first of them.</summary>
    public IReadOnlyList<KeyClash> KeyClashes => _run.Planner.Clashes.ToImmutable();

    /// <summary>A fingerprint over the operations that does not depend on row order, clock or machine.</summary>
    /// <remarks>Computed when first asked for, at the cost of reading every planned row.</remarks>
    public string Fingerprint => _run.Fingerprint;

    /// <summary>The operations in the order of delivery, removals first; read anew at each enumeration, one enumeration at a time.</summary>
    public IEnumerable<SyncChange<TModel, TKey>> Changes => _run.Changes();

    /// <summary>The plan as text, with its first 50 operations.</summary>
    public override string ToString() => ToText(TextRows);

    /// <summary>The plan as text a person reads: a summary, then a table with a line an operation: <c>+</c> added, <c>~</c> changed, <c>-</c> removed, <c>&gt;</c> owed, <c>=</c> acted on without a comparison. Where rows are kept, each changed column is shown before and after. Sensitive values are masked.</summary>
    /// <param name="maxRows">How many operations to list.</param>
    public string ToText(int maxRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
        var text = new StringBuilder();
        var c = Counts;
        var what = _run.Context.Undo is { } undone ? $"Plan to undo run {undone.RunId} of" : "Plan of";
        text.Append(CultureInfo.InvariantCulture, $"{what} {_run.Context.Sync.Name}: {c.Planned} {(c.Planned == 1 ? "operation" : "operations")}");
        text.Append(CultureInfo.InvariantCulture, $" (queried={c.Queried} unchanged={c.Unchanged} added={c.Added} changed={c.Changed} removed={c.Removed} invalid={c.Invalid} ignored={c.Ignored})\n");
        if (_run.Context.Undo is { } undo)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {UndoneRun.Warning}\n");
            if (undo.OfStrangers(_run.Context.Sync.Mode == SyncMode.Add) is { } strangers) text.Append(CultureInfo.InvariantCulture, $"  {strangers}\n");
            if (c.IgnoredByMode > 0) text.Append(CultureInfo.InvariantCulture, $"  {Sentence.Count(c.IgnoredByMode, "record")} left as {(c.IgnoredByMode == 1 ? "it is" : "they are")}: what the run met there is not remembered\n");
        }

        if (_run.OpenCommitNote is { } open) text.Append(CultureInfo.InvariantCulture, $"  {open}\n");
        if (_run.ModelNote is not null) text.Append(CultureInfo.InvariantCulture, $"  {_run.ModelNote}\n");
        if (Guard is not null) text.Append(CultureInfo.InvariantCulture, $"  stopped by guard {Guard.Guard}: {Guard.Message}\n");
        if (c.Carried > 0) text.Append(CultureInfo.InvariantCulture, $"  {c.Carried} owed from earlier runs\n");
        foreach (var clash in KeyClashes.Take(maxRows)) text.Append(CultureInfo.InvariantCulture, $"  possible key clash: row {clash.Position} has the key {clash.Key} of one delivered before, and other values; it is not sent\n");
        PlanText.Append(text, Changes.Take(maxRows));
        if (c.Planned > maxRows) text.Append(CultureInfo.InvariantCulture, $"  … and {c.Planned - maxRows} more\n");
        return text.ToString();
    }

    /// <summary>Writes the whole plan as JSON, one operation after the other: sync, fingerprint, counts, what a changed model does, a commit of which nothing is known yet, guard, invalid rows, key clashes, operations. Sensitive values are masked.</summary>
    /// <param name="stream">Takes UTF-8; it is left open.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public Task WriteJsonAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return PlanJson.WriteAsync(this, _run, stream, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return _run.DisposeAsync();
    }

    /// <summary>Applies the plan; the generated method checks that the destination can.</summary>
    /// <exception cref="InvalidOperationException">The plan was applied before, or disposed of.</exception>
    protected Task<SyncReport> ApplyToAsync(IDestination destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        DestinationIdentity.Check(destination);
        if (_run.Applied) throw new InvalidOperationException("A plan is applied once. Plan again to see what is left to do.");
        _run.Applied = true;
        return SyncRun.ApplyAsync(_run, destination, cancellationToken);
    }
}
