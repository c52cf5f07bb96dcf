using static Syncline.ThriftShape;

namespace Syncline;

/// <summary>What the footer of a Parquet file is made of.</summary>
/// <remarks>As in https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift, and no more than the library reads: what it does not know is skipped another way.</remarks>
internal static class ParquetShapes
{
    private static readonly ThriftShape Empty = Struct();

    private static readonly ThriftShape KeyValue = Struct(Binary, Binary);

    private static readonly ThriftShape Time = Struct(Flag, Struct(Empty, Empty, Empty));

    private static readonly ThriftShape Logical = Struct(
        Empty, Empty, Empty, Empty, Struct(Whole, Whole), Empty, Time, Time, null, Struct(OneByte, Flag), Empty, Empty, Empty, Empty, Empty, Struct(OneByte), Struct(Binary), Struct(Binary, Whole));

    private static readonly ThriftShape Element = Struct(Whole, Whole, Whole, Binary, Whole, Whole, Whole, Whole, Whole, Logical);

    private static readonly ThriftShape Statistics = Struct(Binary, Binary, Whole, Whole, Binary, Binary, Flag, Flag);

    private static readonly ThriftShape Sizes = Struct(Whole, ListOf(Whole), ListOf(Whole));

    private static readonly ThriftShape Box = Struct([.. Enumerable.Repeat(EightBytes, 8)]);

    private static readonly ThriftShape Column = Struct(
        Whole, ListOf(Whole), ListOf(Binary), Whole, Whole, Whole, Whole, ListOf(KeyValue), Whole, Whole, Whole, Statistics, ListOf(Struct(Whole, Whole, Whole)), Whole, Whole, Sizes, Struct(Box, ListOf(Whole)));

    private static readonly ThriftShape Chunk = Struct(Binary, Whole, Column, Whole, Whole, Whole, Whole, Struct(Empty, Struct(ListOf(Binary), Binary)), Binary);

    private static readonly ThriftShape Group = Struct(ListOf(Chunk), Whole, Whole, ListOf(Struct(Whole, Flag, Flag)), Whole, Whole, Whole);

    private static readonly ThriftShape Encryption = Struct(Binary, Binary, Flag);

    /// <summary>The footer as a whole.</summary>
    public static ThriftShape File { get; } = Struct(Whole, ListOf(Element), Whole, ListOf(Group), ListOf(KeyValue), Binary, ListOf(Struct(Empty)), Struct(Encryption, Encryption), Binary);
}
