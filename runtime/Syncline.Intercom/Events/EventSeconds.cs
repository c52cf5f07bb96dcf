using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>Which event took which second of a contact: Intercom takes a second one of the same name for the first, and drops it without a word.</summary>
/// <remarks>
/// An entry of the state is
/// <code>
/// XxHash3 of contact, name and second u64 | XxHash3 of the event's key u64
/// </code>
/// where what is hashed is UTF-8, and its parts stand behind their lengths.
/// </remarks>
internal sealed class EventSeconds : ISideEntries
{
    private const int EntrySize = 16;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _taken = [];

    public EventSeconds(SideState state)
    {
        State = state;
        state.Attach(this);
    }

    /// <summary>Where it is kept.</summary>
    public SideState State { get; }

    public byte Kind => 2;

    public string Words => "Seconds that this run's events took";

    public string WithoutThem => "Which seconds have an event is then not known any more, and Intercom drops one that falls into such a second without a word";

    public int Count => _taken.Count;

    /// <summary>What stands for a second of a contact, or for an event's key.</summary>
    public static ulong HashOf(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(part.Length).Append(':').Append(part);
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Takes a second for an event; false where another has it.</summary>
    public bool TryTake(ulong second, ulong key)
    {
        lock (_lock) return _taken.TryAdd(second, key) || _taken[second] == key;
    }

    /// <summary>Remembers that an event was sent.</summary>
    public void Keep(ulong second, ulong key)
    {
        var entry = new byte[EntrySize];
        Write(entry, second, key);
        State.Note(entry);
    }

    /// <summary>Gives a second back whose event was refused.</summary>
    public void Free(ulong second)
    {
        lock (_lock) _taken.Remove(second);
    }

    public int Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < EntrySize) return 0;
        _taken[BinaryPrimitives.ReadUInt64LittleEndian(bytes)] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        return EntrySize;
    }

    public IEnumerable<byte[]> All()
    {
        foreach (var (second, key) in _taken)
        {
            var entry = new byte[EntrySize];
            Write(entry, second, key);
            yield return entry;
        }
    }

    private static void Write(Span<byte> entry, ulong second, ulong key)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, second);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], key);
    }
}
