using System.Text;

namespace Syncline;

/// <summary>Settings of one run. What a sync means stands on the model; what one run may do and use stands here.</summary>
public sealed class SyncOptions
{
    /// <summary>Tells apart the states of one sync that runs for several tenants.</summary>
    /// <value>Default: <see langword="null"/>, the only one.</value>
    public string? Instance { get; set; }

    /// <summary>Hears of phases and counts, at most about ten times a second. One that throws does no harm to the run: it hears no more, and the report's message says so.</summary>
    public IProgress<SyncProgress>? Progress { get; set; }

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What happens to rows of one run that share a key.</summary>
    /// <value>Default: <see cref="DuplicateKeys.HoldBack"/>.</value>
    public DuplicateKeys DuplicateKeys { get; set; }

    /// <summary>What happens to a row that can't be read.</summary>
    /// <value>Default: <see cref="UnreadableRows.Fail"/>.</value>
    public UnreadableRows UnreadableRows { get; set; }

    /// <summary>Whether a run that finds no valid row over a non-empty baseline stops.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool StopOnEmptySource { get; set; } = true;

    /// <summary>Removals up to this number never stop a run.</summary>
    /// <value>Default: 20 rows.</value>
    public int RemovalLimitRows { get; set; } = 20;

    /// <summary>Removals up to this share of the known keys never stop a run.</summary>
    /// <value>Default: 0.30.</value>
    public double RemovalLimitShare { get; set; } = 0.30;

    /// <summary>A run that would act on more added rows than this stops. No limit to All, Archive and Snapshot, which act on every row and know none for added; what All deletes has the limits of removals.</summary>
    /// <value>Default: <see langword="null"/>, no limit.</value>
    public long? AddedLimit { get; set; }

    /// <summary>A run that would act on more changed rows than this stops. No limit to All, Archive and Snapshot, which act on every row and know none for changed.</summary>
    /// <value>Default: <see langword="null"/>, no limit.</value>
    public long? ChangedLimit { get; set; }

    /// <summary>A run that would act on more added rows than this share of the known keys stops; a first run, which knows none, never does.</summary>
    /// <value>Default: <see langword="null"/>, no limit. 0.10 is a tenth.</value>
    public double? AddedLimitShare { get; set; }

    /// <summary>A run that would act on more changed rows than this share of the known keys stops.</summary>
    /// <value>Default: <see langword="null"/>, no limit. 0.10 is a tenth.</value>
    public double? ChangedLimitShare { get; set; }

    /// <summary>Reads no more than this many rows of the source: to see what a sync makes of them, or to deliver a few first. What was not read is not taken for removed, and a first run is not done by it.</summary>
    /// <value>Default: <see langword="null"/>, every row.</value>
    public int? SampleRows { get; set; }

    /// <summary>The most operations a batch has; the destination's own limit holds too.</summary>
    /// <value>Default: <see langword="null"/>, the destination's.</value>
    public int? BatchSize { get; set; }

    /// <summary>Bytes of changed rows held in memory; what goes beyond waits in a temporary file private to the user.</summary>
    /// <value>Default: 64 MiB. Of a snapshot whose rows are written to files while they are read, no more than 1 MiB is held.</value>
    public long SpoolMemory { get; set; } = 64L << 20;

    /// <summary>The folder of the temporary file. A run fails at once where it is not there, not only when it is needed.</summary>
    /// <value>Default: <see langword="null"/>, the system's.</value>
    public string? SpoolFolder { get; set; }

    /// <summary>How many entries a list of the report holds; counts are never cut.</summary>
    /// <value>Default: 1,000.</value>
    public int ReportRows { get; set; } = 1_000;

    /// <summary>In how many runs a rejected operation is tried before it is parked.</summary>
    /// <value>Default: 10.</value>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>This many rejections in a row without a success end delivery.</summary>
    /// <value>Default: 1,000.</value>
    public int RejectLimit { get; set; } = 1_000;

    /// <summary>How long the opening of a destination, and then each batch, waits in all where it fails in passing: between tries the waits grow from a second to half a minute, with jitter, and a Retry-After is honoured. One that asks for more ends delivery, and the rest is deferred, all of it where that was said at the opening; the run fails where the destination could not be opened for another reason.</summary>
    /// <value>Default: 5 min. <see cref="TimeSpan.Zero"/> never waits.</value>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long batches on their way may take to be answered after a cancel. Then they are told to stop, and after two more seconds the run goes on without their answer.</summary>
    /// <value>Default: 20 s.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Records of no more use that a log may hold, beside half as many as are of use, before it is folded.</summary>
    internal int FoldDue { get; set; } = 4_096;

    internal long? AllowedRemovals { get; private set; }

    internal string? ApprovedFingerprint { get; private set; }

    /// <summary>Refuses settings that can't be meant.</summary>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfNegative(RemovalLimitRows);
        ArgumentOutOfRangeException.ThrowIfNegative(RemovalLimitShare);
        ArgumentOutOfRangeException.ThrowIfNegative(ReportRows);
        ArgumentOutOfRangeException.ThrowIfNegative(SpoolMemory);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RejectLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StopTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWait, TimeSpan.Zero);
        if (!Enum.IsDefined(DuplicateKeys)) throw new ArgumentOutOfRangeException(nameof(DuplicateKeys), DuplicateKeys, "There is no such policy.");
        if (!Enum.IsDefined(UnreadableRows)) throw new ArgumentOutOfRangeException(nameof(UnreadableRows), UnreadableRows, "There is no such policy.");
        if (AddedLimit is { } added) ArgumentOutOfRangeException.ThrowIfNegative(added, nameof(AddedLimit));
        if (ChangedLimit is { } changed) ArgumentOutOfRangeException.ThrowIfNegative(changed, nameof(ChangedLimit));
        if (AddedLimitShare is { } addedShare) ArgumentOutOfRangeException.ThrowIfNegative(addedShare, nameof(AddedLimitShare));
        if (ChangedLimitShare is { } changedShare) ArgumentOutOfRangeException.ThrowIfNegative(changedShare, nameof(ChangedLimitShare));
        if (SampleRows is { } sample) ArgumentOutOfRangeException.ThrowIfLessThan(sample, 1, nameof(SampleRows));
        if (BatchSize is { } size) ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(BatchSize));
        if (Instance is null) return;
        ArgumentException.ThrowIfNullOrWhiteSpace(Instance, nameof(Instance));
        // A lone surrogate can't be stored: two instances would become one.
        if (!IsStorable(Instance)) throw new ArgumentException($"The instance {Instance} holds a NUL or half of a surrogate pair, which no store can tell from another. Name it otherwise.", nameof(Instance));
    }

    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || !Rune.TryGetRuneAt(text, i, out var rune)) return false;
            i += rune.Utf16SequenceLength - 1;
        }

        return true;
    }

    /// <summary>Lets one run remove up to <paramref name="rows"/> rows, whatever the removal limits and the guard on an empty source say.</summary>
    /// <remarks>For the next run that passes its guards with these options; then the permission is used up, needed or not. A plan that is only looked at leaves it as it is.</remarks>
    /// <returns>These options.</returns>
    public SyncOptions AllowRemovals(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        AllowedRemovals = rows;
        return this;
    }

    /// <summary>Lets one run pass the guards if it plans exactly what the fingerprint was taken over.</summary>
    /// <remarks>For the next run that passes its guards with these options; then the approval is used up, needed or not. A plan that is only looked at leaves it as it is.</remarks>
    /// <param name="fingerprint">The fingerprint of a plan, or of a stopped run's report.</param>
    /// <returns>These options.</returns>
    public SyncOptions Approve(string fingerprint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fingerprint);
        ApprovedFingerprint = fingerprint.Trim().ToLowerInvariant();
        return this;
    }

    /// <summary>A run goes on past its guards: what was allowed was allowed for this one.</summary>
    internal void SpendPermissions() => (AllowedRemovals, ApprovedFingerprint) = (null, null);
}

/// <summary>What happens to rows of one run that share a key.</summary>
public enum DuplicateKeys
{
    /// <summary>None of them is delivered; what is known of the key stays as it was.</summary>
    HoldBack,

    /// <summary>The run stops.</summary>
    Fail,

    /// <summary>The first is delivered, the others are superseded.</summary>
    KeepFirst,

    /// <summary>The last is delivered, the others are superseded.</summary>
    KeepLast,
}

/// <summary>What happens to a row that can't be read.</summary>
public enum UnreadableRows
{
    /// <summary>The run fails, naming row and column.</summary>
    Fail,

    /// <summary>The row counts as invalid; its key being unknown, the run removes nothing.</summary>
    HoldBack,
}
