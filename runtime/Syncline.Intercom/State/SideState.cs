using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>A small log beside a sync's state, for what a delivery remembers between runs: entries that apply in order, each written over by a later one of its key.</summary>
/// <remarks>
/// It is a state of its own in the run's store, under the sync's id and <c>U+001F intercom</c>. Opened when the first batch comes, and kept in memory alone where there is no store. A segment, whose numbers are little endian, is
/// <code>
/// magic "SYNI" | format u16 | kind u8 | 0 u8 | owner u64 | count u32 | length of entries u32 | entries | XxHash3 of all before u64
/// </code>
/// The owner is the XxHash3 of the destination's identity: what was remembered of another workspace is passed over. The format is frozen by test vectors.
/// </remarks>
internal sealed class SideState(DeliveryContext context, string identity) : IAsyncDisposable
{
    public const ushort Format = 1;
    private const int HeaderSize = 24;
    private const int ChecksumSize = 8;

    // A log is folded once this many of its entries say nothing new, and more than half of them.
    private const int Slack = 1_024;
    private const int EntriesPerSegment = 30_000;

    private readonly Lock _lock = new();
    private readonly ulong _owner = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(identity));
    private readonly List<byte> _pending = [];
    private ISideEntries _entries = null!;
    private IStateSession? _session;
    private bool _isOpen;
    private int _pendingCount;
    private long _written;

    /// <summary>The state's id: no sync is called so.</summary>
    public string Id { get; } = $"{context.StateId}\u001fintercom";

    // The character between them is none that a person sees.
    private string Words => $"'{context.StateId}' + U+001F + 'intercom'";

    /// <summary>Why entries could not be written; null where they were.</summary>
    public StateException? Failure { get; private set; }

    /// <summary>Names what takes the entries.</summary>
    public void Attach(ISideEntries entries) => _entries = entries;

    /// <summary>Notes an entry, to be written by the next flush.</summary>
    public void Note(ReadOnlySpan<byte> entry)
    {
        if (context.StateStore is null) return;
        lock (_lock)
        {
            _pending.AddRange(entry);
            _pendingCount++;
        }
    }

    /// <summary>Opens it where that was not done.</summary>
    /// <exception cref="DestinationException">It can't be opened, or is damaged.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen || context.StateStore is not { } store) return;
        try
        {
            _session ??= await store.OpenAsync(Id, StateAccess.Run, context.TimeProvider, cancellationToken).ConfigureAwait(false);
            await foreach (var segment in _session.ReadAsync(cancellationToken).ConfigureAwait(false)) Load(segment.Span);
            _isOpen = true;
        }
        catch (LeaseHeldException e)
        {
            throw new DestinationException($"What is remembered beside the sync's state can't be read: {e.Message}", FailureEffect.NothingTransient, e);
        }
        catch (StateException e)
        {
            throw new DestinationException($"What is remembered beside the sync's state can't be read: {e.Message}", FailureEffect.NothingPermanent, e);
        }
    }

    /// <summary>Writes what was noted. What fails is kept for the next time.</summary>
    public async ValueTask<bool> TryFlushAsync(CancellationToken cancellationToken)
    {
        if (_session is null) return true;
        byte[] segment;
        int bytes, count;
        lock (_lock)
        {
            (bytes, count) = (_pending.Count, _pendingCount);
            if (count == 0) return true;
            segment = Segment([.. _pending], count);
        }

        try
        {
            await _session.AppendAsync([segment], inside: null, cancellationToken).ConfigureAwait(false);
        }
        catch (StateException e)
        {
            Failure = e;
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        lock (_lock)
        {
            _pending.RemoveRange(0, bytes);
            _pendingCount -= count;
            _written += count;
        }

        Failure = null;
        return true;
    }

    /// <summary>Writes what is left, folds the log where that is due, and closes it.</summary>
    /// <exception cref="StateException">Something was not written, so that the next runs do not know it.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_session is null) return;
        try
        {
            if (_isOpen && await TryFlushAsync(CancellationToken.None).ConfigureAwait(false) && _written > (2 * (long)_entries.Count) + Slack) await _session.ReplaceAsync(FoldedAsync(), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await _session.DisposeAsync().ConfigureAwait(false);
            _session = null;
        }

        if (Failure is not null) throw new StateException($"{_entries.Words} are not remembered: {Failure.Message}", Failure);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> FoldedAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var (bytes, count) = (new List<byte>(), 0);
        foreach (var entry in _entries.All())
        {
            bytes.AddRange(entry);
            if (++count < EntriesPerSegment) continue;
            yield return Segment([.. bytes], count);
            bytes.Clear();
            count = 0;
        }

        if (count > 0) yield return Segment([.. bytes], count);
    }

    private byte[] Segment(ReadOnlySpan<byte> entries, int count)
    {
        var segment = new byte[HeaderSize + entries.Length + ChecksumSize];
        var span = segment.AsSpan();
        "SYNI"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], Format);
        span[6] = _entries.Kind;
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], _owner);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], count);
        BinaryPrimitives.WriteInt32LittleEndian(span[20..], entries.Length);
        entries.CopyTo(span[HeaderSize..]);
        BinaryPrimitives.WriteUInt64LittleEndian(span[^ChecksumSize..], XxHash3.HashToUInt64(span[..^ChecksumSize]));
        return segment;
    }

    private void Load(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < HeaderSize + ChecksumSize || !segment.StartsWith("SYNI"u8) || BinaryPrimitives.ReadUInt64LittleEndian(segment[^ChecksumSize..]) != XxHash3.HashToUInt64(segment[..^ChecksumSize])) throw Damaged();
        if (BinaryPrimitives.ReadUInt16LittleEndian(segment[4..]) is var format and not Format) throw new StateException($"The state {Words} in {context.StateStore!.Name} is of format {format}, and this version of Syncline reads format {Format}. Run with the version that wrote it.");
        var (kind, count, length) = (segment[6], BinaryPrimitives.ReadInt32LittleEndian(segment[16..]), BinaryPrimitives.ReadInt32LittleEndian(segment[20..]));
        if (length != segment.Length - HeaderSize - ChecksumSize || count < 0) throw Damaged();
        _written += count;
        if (kind != _entries.Kind || BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]) != _owner) return;
        var rest = segment.Slice(HeaderSize, length);
        for (; count > 0; count--)
        {
            var read = _entries.Load(rest);
            if (read == 0) throw Damaged();
            rest = rest[read..];
        }

        if (!rest.IsEmpty) throw Damaged();
    }

    private StateException Damaged() => new($"The state {Words} in {context.StateStore!.Name} is damaged. Restore the store from a copy, or delete this state alone from it, in a SQLite store by: DELETE FROM syncline_segments WHERE state = '{context.StateId.Replace("'", "''", StringComparison.Ordinal)}' || char(31) || 'intercom'. {_entries.WithoutThem}.");
}
