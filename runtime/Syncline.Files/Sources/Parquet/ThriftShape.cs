namespace Syncline;

/// <summary>What stands in a field of Thrift.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Element">What a list is of.</param>
/// <param name="Fields">What the fields of a struct are, by their ids; <see langword="null"/> where there is none.</param>
internal sealed record ThriftShape(ThriftKind Kind, ThriftShape? Element = null, ThriftShape?[]? Fields = null)
{
    public static ThriftShape Flag { get; } = new(ThriftKind.Flag);

    public static ThriftShape OneByte { get; } = new(ThriftKind.OneByte);

    public static ThriftShape Whole { get; } = new(ThriftKind.Whole);

    public static ThriftShape EightBytes { get; } = new(ThriftKind.EightBytes);

    public static ThriftShape Binary { get; } = new(ThriftKind.Binary);

    public static ThriftShape ListOf(ThriftShape element) => new(ThriftKind.List, element);

    /// <param name="fields">The fields of the ids from 1.</param>
    public static ThriftShape Struct(params ThriftShape?[] fields) => new(ThriftKind.Struct, Fields: [null, .. fields]);

    /// <summary>The field of an id; <see langword="null"/> where it is not known.</summary>
    public ThriftShape? Field(short id) => id >= 0 && id < Fields!.Length ? Fields[id] : null;
}
