namespace Syncline.TestModels;

/// <summary>Enums, by number and by name.</summary>
[SyncModel(nameof(Tier), nameof(Rights))]
public partial record Plan(
    Tier Tier,
    [SyncColumn(EnumAs = EnumStorage.Name)] Rights Rights,
    Tier Next,
    Rights? Granted,
    [SyncColumn("wanted", EnumAs = EnumStorage.Name), Sensitive] Rights? Wanted,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] Tier Last);

/// <summary>Wrapper types of every form; the key is two of them.</summary>
[SyncModel(nameof(Id), nameof(Sku))]
public partial record Wrapped(
    CustomerId Id,
    Sku Sku,
    EmailAddress Email,
    EmailAddress? Backup,
    Nickname Nickname,
    Nickname? Alias,
    Points Points,
    Points? Bonus,
    Weight Weight,
    Weight? MaxWeight,
    CustomerId? Parent,
    Code Code,
    Code? OldCode,
    [SyncColumn(EnumAs = EnumStorage.Name)] Level Level,
    Level? NextLevel);

/// <summary>Converters of every form; the key is two of them, and one ignores case.</summary>
[SyncModel(nameof(Version), nameof(Tags))]
public partial record Converted(
    [SyncColumn(Converter = typeof(VersionNumbers))] Version Version,
    [SyncColumn(Converter = typeof(TagConverter), IgnoreCase = true)] Tags Tags,
    [SyncColumn(Converter = typeof(TagConverter))] Tags? OtherTags,
    [SyncColumn(Converter = typeof(TagConverter))] Version Bytes,
    [SyncColumn(Converter = typeof(VersionNumbers))] Version? Next,
    [SyncColumn(Converter = typeof(HalfConverter<double>))] Half Height,
    [SyncColumn(Converter = typeof(HalfConverter<float>), Tolerance = 0.5)] Half? Weight);

/// <summary>Every option of a column.</summary>
[SyncModel(nameof(Id), KeepRows = true)]
[Sync(Mode = Upsert)]
public sealed partial record Options(
    [SyncColumn("customer id")] int Id,
    [SyncColumn("e-mail \"main\" \\ <b>", IgnoreCase = true)] string Email,
    [SyncColumn(Compare = false)] DateTime SeenAt,
    [SyncColumn(Tolerance = 0.25)] decimal Balance,
    [SyncColumn(Tolerance = 0.25)] decimal? Limit,
    [SyncColumn(Tolerance = 2)] float Score,
    [SyncColumn(Tolerance = 1e-9, Nulls = NullPolicy.Skip)] double? Rate,
    [property: SyncColumn(IgnoreCase = true, Nulls = NullPolicy.Skip)] string? City,
    [property: Sensitive] byte[]? Photo);
