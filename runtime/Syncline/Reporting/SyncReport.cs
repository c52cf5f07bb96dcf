using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>How a run ended.</summary>
public enum SyncStatus
{
    /// <summary>Delivered to the end, nothing invalid, rejected, unknown or deferred.</summary>
    Succeeded,

    /// <summary>Ended by an error: the source, the destination or the state failed.</summary>
    Failed,

    /// <summary>Cancelled by the caller.</summary>
    Cancelled,

    /// <summary>Stopped on purpose: by a guard, by another run's lease, by a state that does not fit.</summary>
    Stopped,

    /// <summary>Delivered, but something was invalid, rejected, unknown or deferred; or the destination asked, before it could be opened, to be left alone for longer than <see cref="SyncOptions.MaxWait"/>, so that all is deferred.</summary>
    Incomplete,
}

/// <summary>What a run did: status, counts, and the rows that need a look.</summary>
public sealed class SyncReport
{
    internal SyncReport()
    {
    }

    /// <summary>The sync, as in <c>Customer.Sync</c>.</summary>
    public required string Sync { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>How the run ended.</summary>
    public required SyncStatus Status { get; init; }

    /// <summary>The books.</summary>
    public required SyncCounts Counts { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why the run did not succeed, and the way out; what went wrong after all was delivered, as closing a connection; and that the model changed, and how.</summary>
    /// <value><see langword="null"/> when there is nothing to say.</value>
    public string? Message { get; internal set; }

    /// <summary>The error behind <see cref="Message"/>, if there is one.</summary>
    public Exception? Error { get; internal set; }

    /// <summary>What a guard stopped; <see langword="null"/> when none did.</summary>
    public GuardStop? Guard { get; init; }

    /// <summary>Invalid rows, the first of them.</summary>
    public ImmutableArray<InvalidRow> InvalidRows { get; init; } = [];

    /// <summary>Operations that did not succeed: rejected, unknown, parked, or deferred by the destination for a reason of their own, the first of them. What was left because delivery ended is not among them: <see cref="Message"/> says why.</summary>
    public ImmutableArray<TroubledOperation> Troubled { get; init; } = [];

    /// <summary>Possible key clashes of events and actions, the first of them: rows that were not sent because their key was delivered before, although with other values.</summary>
    public ImmutableArray<KeyClash> KeyClashes { get; init; } = [];

    /// <summary>Adds what went wrong without changing how the run ended.</summary>
    internal void Append(string what, Exception e)
    {
        Message = $"{(Message is null ? "" : Sentence.Of(Message))} {what}: {Sentence.Of(e)}".TrimStart();
        Error ??= e;
    }

    /// <summary>One stable line: the sync, the status, the counters, and the time taken.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Sync} {Status}");
        var c = Counts;
        void Always(string name, long value) => text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
        void Further(string name, long value)
        {
            if (value != 0) Always(name, value);
        }

        Always("queried", c.Queried);
        Always("unchanged", c.Unchanged);
        Always("added", c.Added);
        Always("changed", c.Changed);
        Always("removed", c.Removed);
        Always("invalid", c.Invalid);
        Always("planned", c.Planned);
        Always("succeeded", c.Succeeded);
        Always("skipped", c.Skipped);
        Always("rejected", c.Rejected);
        Always("unknown", c.Unknown);
        Always("deferred", c.Deferred);
        Always("ignored", c.Ignored);
        Further("full", c.Full);
        Further("superseded", c.Superseded);
        Further("waiting", c.Waiting);
        Further("held", c.Held);
        Further("absent", c.Absent);
        Further("carried", c.Carried);
        Further("foreign", c.Foreign);
        Further("parked", c.Parked);
        text.Append(CultureInfo.InvariantCulture, $" in {Duration.TotalSeconds:0.00} s");
        return text.ToString();
    }
}

/// <summary>An invalid row.</summary>
/// <param name="Position">The row's place in the source, from 1; null for a row that was unchanged when another with its key came, whose place is not kept.</param>
/// <param name="Key">The key, where it has one.</param>
/// <param name="Reason">Why it is invalid.</param>
public sealed record InvalidRow(long? Position, string? Key, string Reason);

/// <summary>A row whose key is in the ledger with other values: the sign of a key that is not unique, or of an event that was changed after it was delivered.</summary>
/// <param name="Position">The row's place in the source, from 1.</param>
/// <param name="Key">The key.</param>
public sealed record KeyClash(long Position, string Key);

/// <summary>An operation that was rejected, is unknown or parked, or was deferred by the destination.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Key">The key.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, in the destination's words.</param>
/// <param name="Parked">Whether it is no longer tried by itself.</param>
public sealed record TroubledOperation(OperationKind Kind, string Key, Outcome Outcome, string Reason, bool Parked);

/// <summary>What a guard stopped.</summary>
/// <param name="Guard">The guard.</param>
/// <param name="Message">What it saw, what it allows, and how to go on.</param>
/// <param name="Fingerprint">The fingerprint to approve exactly this.</param>
public sealed record GuardStop(string Guard, string Message, string Fingerprint);
