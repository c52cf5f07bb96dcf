using System.Globalization;
using Syncline;

namespace AotSmoke;

/// <summary>Two key parts, whole rows kept, a nullable number, an enum by name.</summary>
[SyncModel(PrimaryKey = [nameof(OrderId), nameof(LineNumber)], KeepRows = true)]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("Changes", Mode = Diff)]
public sealed partial record OrderLine(
    long OrderId,
    int LineNumber,
    string Sku,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] LineState State,
    decimal Price,
    int? Discount);

public enum LineState
{
    Open,
    Shipped,
}

/// <summary>A text key without case, a tolerance, a sensitive column, a converter; cleared when it leaves.</summary>
[SyncModel(nameof(Code))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
public partial record Product
{
    [SyncColumn(IgnoreCase = true)]
    public required string Code { get; init; }

    public string? Title { get; init; }

    [SyncColumn(Tolerance = 0.5)]
    public double? Weight { get; set; }

    [Sensitive]
    public string? Supplier { get; init; }

    [SyncColumn("tags", Converter = typeof(TagsToText))]
    public Tags? Tags { get; init; }
}

public sealed record Tags(params string[] Names)
{
    public bool Equals(Tags? other) => other is not null && Names.AsSpan().SequenceEqual(other.Names);

    public override int GetHashCode() => Names.Length;
}

public sealed class TagsToText : IColumnConverter<Tags, string>
{
    public static string ToColumn(Tags value) => string.Join(' ', value.Names);

    public static Tags FromColumn(string column) => new(column.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A model that is a struct, with a wrapped key: generic code over it can't be shared with that of classes.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Insert)]
[Sync("Latest", Mode = Update, ActOn = SyncChanges.Added | SyncChanges.Changed)]
public readonly partial record struct Reading(ReadingId Id, DateTime At, float Value, bool? IsValid, ReadOnlyMemory<byte> Raw);

public readonly record struct ReadingId(Guid Value)
{
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>Every kind of column, in a class.</summary>
[SyncModel(nameof(A), nameof(B))]
[Sync(Mode = Upsert)]
[Sync("Files", Mode = Snapshot)]
public partial class Everything
{
    public byte A { get; set; }

    public char B { get; set; }

    public sbyte C { get; set; }

    public short D { get; set; }

    public ushort E { get; set; }

    public uint F { get; set; }

    public ulong? G { get; set; }

    public DateTimeOffset H { get; set; }

    public DateOnly? I { get; set; }

    public TimeOnly J { get; set; }

    public TimeSpan? K { get; set; }

    public byte[]? L { get; set; }

    public Guid? M { get; set; }

    public LineState N { get; set; }
}

/// <summary>An event, a member and a record that is archived.</summary>
[SyncModel(nameof(Id))]
[Sync("Log", Type = SyncType.Events)]
[Sync("List", Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
[Sync("Record", Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
public readonly partial record struct Visit(long Id, string Page);

/// <summary>A member of an audience, or anybody whom an API knows by address.</summary>
[SyncModel(nameof(Email))]
[Sync(Mode = Upsert)]
public sealed partial record Subscriber([property: SyncColumn("email", IgnoreCase = true)] string Email, [property: SyncColumn("FNAME"), Sensitive] string? FirstName);

/// <summary>A contact of a workspace.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Lead([property: SyncColumn("external_id")] string Id, [property: SyncColumn("name")] string? Name, [property: SyncColumn("signed_up_at")] DateTimeOffset At);

/// <summary>A record of an org.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Account([property: SyncColumn("ExtId__c")] string Id, [property: SyncColumn("LastName")] string Name, [property: SyncColumn("Score__c")] double? Score);
