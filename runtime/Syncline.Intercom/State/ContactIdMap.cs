using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>Which contact of Intercom's has which external id. It is a cache: what it does not know is asked, what it has wrong is found out and forgotten.</summary>
/// <remarks>
/// External ids are kept as their XxHash128, so that neither memory nor the state holds any. An entry of the state is
/// <code>
/// XxHash128 of the external id in UTF-8, as its canonical 16 bytes | flags u8 | id
/// </code>
/// where flag 1 says that this sync archived the contact, flag 2 that it is forgotten and no id follows, and flag 4 that the id is a length u8 and UTF-8; else it is the 12 bytes of 24 hexadecimal digits, as all of Intercom's are that were seen.
/// </remarks>
internal sealed class ContactIdMap : ISideEntries
{
    private const byte Archived = 1;
    private const byte Forgotten = 2;
    private const byte AsText = 4;

    // In memory alone.
    private const byte Seen = 8;
    private const int KeySize = 16;

    private readonly Lock _lock = new();
    private readonly ContactIdTable _table = new();

    // Ids of a form that was never seen.
    private readonly Dictionary<UInt128, string> _others = [];

    public ContactIdMap(SideState state)
    {
        State = state;
        state.Attach(this);
    }

    /// <summary>Where it is kept.</summary>
    public SideState State { get; }

    public byte Kind => 1;

    public string Words => "Ids of Intercom's that this run learned";

    public string WithoutThem => "The ids of contacts are then asked of Intercom again, and Update no longer brings back whom this sync had archived";

    public int Count => _table.Count;

    /// <summary>The memory it takes, without what few ids of another form take.</summary>
    public long Bytes => _table.Bytes;

    /// <summary>The id of a contact, where it is known.</summary>
    /// <param name="externalId">The external id.</param>
    /// <param name="id">Intercom's id.</param>
    /// <param name="isArchived">Whether this sync archived the contact.</param>
    public bool TryFind(string externalId, out string id, out bool isArchived)
    {
        (id, isArchived) = ("", false);
        var key = KeyOf(externalId);
        lock (_lock)
        {
            if (!_table.TryGet(key, out var entry)) return false;
            isArchived = (entry.Flags & Archived) != 0;
            id = (entry.Flags & AsText) != 0 ? _others[key] : entry.Text;
            return true;
        }
    }

    /// <summary>Whether an answer of this run said that the contact has this external id. What an earlier run learned may be another's by now.</summary>
    public bool WasSeen(string externalId)
    {
        var key = KeyOf(externalId);
        lock (_lock) return _table.TryGet(key, out var entry) && (entry.Flags & Seen) != 0;
    }

    /// <summary>Remembers the id of a contact, which an answer just gave.</summary>
    public void Set(string externalId, string id, bool isArchived)
    {
        var isKnown = TryFind(externalId, out var known, out var wasArchived) && known == id && wasArchived == isArchived;
        var key = KeyOf(externalId);
        var flags = (byte)(Seen | (isArchived ? Archived : 0));
        lock (_lock)
        {
            var entry = Put(key, id, flags);
            if (!isKnown) State.Note(BytesOf(key, entry));
        }
    }

    /// <summary>Forgets a contact.</summary>
    public void Forget(string externalId)
    {
        var key = KeyOf(externalId);
        lock (_lock)
        {
            if (Remove(key)) State.Note([.. KeyBytes(key), Forgotten]);
        }
    }

    public int Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= KeySize) return 0;
        var (key, flags) = (BinaryPrimitives.ReadUInt128BigEndian(bytes), (byte)(bytes[KeySize] & ~Seen));
        var rest = bytes[(KeySize + 1)..];
        if ((flags & Forgotten) != 0)
        {
            Remove(key);
            return KeySize + 1;
        }

        if ((flags & AsText) == 0)
        {
            if (rest.Length < ContactIdEntry.Size) return 0;
            Put(key, ContactIdEntry.Read(rest, flags));
            return KeySize + 1 + ContactIdEntry.Size;
        }

        if (rest.IsEmpty || rest.Length <= rest[0]) return 0;
        Put(key, Encoding.UTF8.GetString(rest.Slice(1, rest[0])), flags);
        return KeySize + 2 + rest[0];
    }

    public IEnumerable<byte[]> All() => _table.All().Select(pair => BytesOf(pair.Key, pair.Entry));

    private byte[] BytesOf(UInt128 key, ContactIdEntry entry)
    {
        byte[] start = [.. KeyBytes(key), (byte)(entry.Flags & ~Seen)];
        if ((entry.Flags & AsText) == 0) return [.. start, .. entry.ToBytes()];
        var text = Encoding.UTF8.GetBytes(_others[key]);
        return [.. start, (byte)text.Length, .. text];
    }

    private ContactIdEntry Put(UInt128 key, string id, byte flags)
    {
        if (ContactIdEntry.TryParse(id, (byte)(flags & ~AsText), out var entry)) return Put(key, entry);
        if (Encoding.UTF8.GetByteCount(id) > byte.MaxValue) throw new DestinationException($"Intercom answered with an id of {id.Length} characters, which is none.", FailureEffect.Unknown);
        _table.Set(key, entry = new ContactIdEntry(0, 0, (byte)(flags | AsText)));
        _others[key] = id;
        return entry;
    }

    private ContactIdEntry Put(UInt128 key, ContactIdEntry entry)
    {
        _others.Remove(key);
        _table.Set(key, entry);
        return entry;
    }

    private bool Remove(UInt128 key)
    {
        _others.Remove(key);
        return _table.Remove(key);
    }

    private static UInt128 KeyOf(string externalId) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(externalId));

    private static byte[] KeyBytes(UInt128 key)
    {
        var bytes = new byte[KeySize];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }
}
