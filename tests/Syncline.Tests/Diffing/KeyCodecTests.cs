using CsCheck;

namespace Syncline.Tests;

public sealed class KeyCodecTests
{
    private static readonly SyncSchema Pair = new("Pair", [0, 1], [new("A", ColumnKind.Text), new("B", ColumnKind.Text)]);

    [Theory]
    [InlineData("", "", "0000")]
    [InlineData("a", "bc", "0161026263")]
    [InlineData("ab", "c", "0261620163")]
    public void The_encoding_of_a_key_stays_as_it_is(string a, string b, string hex)
        => Assert.Equal(hex, Convert.ToHexString(Encode(new PairKey(a, b), Pair)));

    [Fact]
    public void The_version_of_the_encoding_is_1() => Assert.Equal(1, KeyFormat.Version);

    [Fact]
    public void An_encoding_of_up_to_16_bytes_is_its_own_image()
    {
        var format = new KeyFormat(Pair);
        Assert.True(format.IsExact(new byte[16]));
        Assert.False(format.IsExact(new byte[17]));
        Assert.Equal(new UInt128(0x100F0E0D0C0B0A09, 0x0807060504030201), format.ImageOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
        Assert.Equal(new UInt128(0, 0x030201), format.ImageOf([1, 2, 3]));
    }

    [Fact]
    public void The_image_of_a_longer_one_is_its_XxHash128()
    {
        var image = new KeyFormat(Pair).ImageOf(Encode(new PairKey("a key longer than", "sixteen bytes"), Pair));
        Assert.Equal(new UInt128(0x2CD0EB36BCAC8C5F, 0xD4A282967E203A34), image);
    }

    [Fact]
    public void The_bytes_of_an_exact_image_decode_to_the_key()
    {
        var key = new PairKey("ab", "漢\uD800");
        var image = new KeyFormat(Pair).ImageOf(Encode(key, Pair));
        Span<byte> bytes = stackalloc byte[16];
        KeyFormat.WriteImage(image, bytes);
        Assert.Equal(key, KeyCodec.Decode<PairKey>(bytes, Pair));
    }

    [Fact]
    public void Keys_that_differ_have_encodings_that_differ()
        => Gen.Select(Short, Short, Short, Short).Sample(
            (a, b, c, d) =>
            {
                var (left, right) = (new PairKey(a, b), new PairKey(c, d));
                var format = new KeyFormat(Pair);
                byte[] one = Encode(left, Pair), other = Encode(right, Pair);
                Assert.Equal(left == right, one.AsSpan().SequenceEqual(other));
                Assert.Equal(left == right, format.ImageOf(one) == format.ImageOf(other));
            },
            iter: 20_000);

    [Fact]
    public void Lone_surrogates_tell_keys_apart()
    {
        Assert.NotEqual(Encode(new PairKey("a\uD800b", ""), Pair), Encode(new PairKey("a\uD801b", ""), Pair));
        Assert.NotEqual(Encode(new PairKey("\uD83D", "\uDE00"), Pair), Encode(new PairKey("\uD83D\uDE00", ""), Pair));
    }

    [Fact]
    public void A_key_comes_back_equal_and_is_encoded_as_its_row_is()
        => Gen.Select(Cells.Pick(Cells.Kinds), Cells.Pick(Cells.Kinds), Gen.Bool, Gen.Bool).SelectMany(
            (first, second, fold, swap) => Gen.Select(Cells.Cell(first, nullable: false), Cells.Cell(second, nullable: false), (a, b) => (a, b, fold, swap))).Sample(
            x =>
            {
                var traits = x.fold ? ColumnTraits.IgnoreCase : ColumnTraits.None;
                // The columns come in the key's order, or the other way round with one between them.
                var schema = x.swap
                    ? new SyncSchema("Row", [2, 0], [new("B", x.b.Kind, traits), new("Other", ColumnKind.Int32), new("A", x.a.Kind, traits)])
                    : new SyncSchema("Row", [0, 1], [new("A", x.a.Kind, traits), new("B", x.b.Kind, traits)]);
                using var row = new EncodedRow(schema);
                if (x.swap) row.Take(x.b.Value, 5, x.a.Value);
                else row.Take(x.a.Value, x.b.Value);
                CellKey.Kinds = [x.a.Kind, x.b.Kind];
                var bytes = Encode(new CellKey(x.a, x.b), schema);
                Assert.Equal(Convert.ToHexString(row.Encoder.KeyBytes), Convert.ToHexString(bytes));
                Assert.Equal(new KeyFormat(schema).ImageOf(bytes), row.Encoder.KeyImage);
                var back = KeyCodec.Decode<CellKey>(bytes, schema);
                Assert.True(x.a.IsEqualAsSpecified(back.A));
                Assert.True(x.b.IsEqualAsSpecified(back.B));
            },
            iter: 5_000);

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void The_parts_of_a_key_lie_in_the_order_of_the_key_whatever_that_of_the_columns(params int[] key)
    {
        using var row = new EncodedRow(new("Row", [.. key], [new("A", ColumnKind.Byte), new("B", ColumnKind.Byte), new("C", ColumnKind.Byte)]));
        row.Take((byte)0, (byte)1, (byte)2);
        Assert.Equal(key.Select(part => (byte)part), row.Encoder.KeyBytes.ToArray());
    }

    [Fact]
    public void A_key_of_many_parts_outgrows_its_first_buffer()
    {
        var parts = Enumerable.Range(0, 20).ToArray();
        using var row = new EncodedRow(new("Row", [.. parts], [.. parts.Select(part => new SyncColumn($"P{part}", ColumnKind.Int64))]));
        row.Take([.. parts.Select(part => (object?)(long)part)]);
        Assert.Equal(parts.SelectMany(part => BitConverter.GetBytes((long)part)), row.Encoder.KeyBytes.ToArray());
    }

    [Fact]
    public void Where_case_is_ignored_spellings_differ_in_bytes_and_share_the_image()
    {
        var schema = new SyncSchema("Pair", [0, 1], [new("A", ColumnKind.Text, ColumnTraits.IgnoreCase), new("B", ColumnKind.Text)]);
        var format = new KeyFormat(schema);
        Assert.True(format.Folds);
        Gen.Select(Cased, Cased, Cased, Cased).Sample(
            (a, b, c, d) =>
            {
                byte[] one = Encode(new PairKey(a, b), schema), other = Encode(new PairKey(c, d), schema);
                Assert.Equal((a, b) == (c, d), one.AsSpan().SequenceEqual(other));
                Assert.Equal(Fold(a) == Fold(c) && b == d, format.ImageOf(one) == format.ImageOf(other));
                Assert.Equal(new PairKey(a, b), KeyCodec.Decode<PairKey>(one, schema));
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("05", "A text is damaged: it says 5 bytes, and 0 are left.")]
    [InlineData("", "A text is damaged: its length can't be read.")]
    [InlineData("8000", "A text is damaged: its length can't be read.")]
    [InlineData("FFFFFFFFFF7F", "A text is damaged: its length can't be read.")]
    [InlineData("FFFFFFFF7F", "A text is damaged: it says 34359738367 bytes, and 0 are left.")]
    [InlineData("02C080", "A text is damaged: its bytes are no UTF-8.")]
    [InlineData("06EDA0BDEDB880", "A text is damaged: a surrogate pair stands as two surrogates.")]
    public void Damaged_bytes_are_refused(string hex, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => KeyCodec.Decode<PairKey>(Convert.FromHexString(hex), Pair));
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(ColumnKind.Int32, 4, 8)]
    [InlineData(ColumnKind.Int64, 8, 8)]
    [InlineData(ColumnKind.DateTimeOffset, 8, 8)]
    [InlineData(ColumnKind.Decimal, 13, 16)]
    [InlineData(ColumnKind.Guid, 16, 16)]
    [InlineData(ColumnKind.Text, 0, 16)]
    [InlineData(ColumnKind.Bytes, 0, 16)]
    public void The_size_of_an_image_follows_from_the_kind(ColumnKind kind, int fixedSize, int imageBytes)
    {
        var format = new KeyFormat(new SyncSchema("Row", [0], [new("Id", kind)]));
        Assert.Equal(fixedSize, format.FixedSize);
        Assert.Equal(imageBytes, format.ImageBytes);
    }

    [Fact]
    public void Two_small_parts_share_an_image_of_8_bytes_and_larger_ones_do_not()
    {
        Assert.Equal(8, new KeyFormat(Schema(ColumnKind.Int32, ColumnKind.Int32)).ImageBytes);
        Assert.Equal(16, new KeyFormat(Schema(ColumnKind.Int64, ColumnKind.Int32)).ImageBytes);
        Assert.Equal(20, new KeyFormat(Schema(ColumnKind.Guid, ColumnKind.Int32)).FixedSize);
        Assert.False(new KeyFormat(Schema(ColumnKind.Guid, ColumnKind.Int32)).IsExact(new byte[20]));

        static SyncSchema Schema(ColumnKind a, ColumnKind b) => new("Row", [0, 1], [new("A", a), new("B", b)]);
    }

    [Fact]
    public void The_signature_says_names_kinds_and_case()
    {
        var schema = new SyncSchema("Row", [2, 0], [new("Cost; Centre", ColumnKind.Text, ColumnTraits.IgnoreCase), new("Other", ColumnKind.Int32), new("Order\\Id", ColumnKind.Int64, ColumnTraits.IgnoreCase)]);
        Assert.Equal("Order\\\\Id Int64; Cost\\; Centre Text ignoring case", new KeyFormat(schema).Signature);
    }

    [Fact]
    public void A_key_read_as_another_kind_is_an_error()
    {
        var schema = new SyncSchema("Row", [0, 1], [new("A", ColumnKind.Int32), new("B", ColumnKind.Text)]);
        var error = Assert.Throws<InvalidOperationException>(() => KeyCodec.Decode<PairKey>(new byte[16], schema));
        Assert.Equal("The key part A of Row is of kind Int32, and is read as Text.", error.Message);
    }

    private static Gen<string> Short => Cells.Pick("", "a", "b", "\0", "\u0001", "\uD800", "\uD801", "\uDC00", "€", "漢漢漢漢漢漢").Array[0, 3].Select(string.Concat);

    // The Kelvin sign folds to a letter of fewer bytes, and the A with a stroke to one of more.
    private static Gen<string> Cased => Cells.Pick("", "a", "A", "k", "\u212A", "\u023A", "\u2C65", "\uD801", "\uDC00", "\uDC28").Array[0, 4].Select(string.Concat);

    private static string Fold(string text) => string.Create(text.Length, text, static (to, from) => TextFold.Fold(from, to));

    private static byte[] Encode<TKey>(TKey key, SyncSchema schema)
        where TKey : struct, ISyncKey<TKey>
    {
        byte[] buffer = [];
        var length = KeyCodec.Encode(in key, schema, ref buffer);
        var bytes = buffer[..length];
        PooledBuffer.Release(ref buffer);
        return bytes;
    }

    private readonly record struct PairKey(string A, string B) : ISyncKey<PairKey>
    {
        public int CompareTo(PairKey other) => throw new NotSupportedException();

        static void ISyncKey<PairKey>.Write<TWriter>(in PairKey key, ref TWriter writer)
        {
            writer.Text(0, key.A);
            writer.Text(1, key.B);
        }

        static PairKey ISyncKey<PairKey>.Read<TReader>(ref TReader reader)
        {
            var a = reader.Text(0);
            var b = reader.Text(1);
            return new(a, b);
        }
    }

    /// <summary>A key of two parts of any kinds; a reader must be told which.</summary>
    private readonly record struct CellKey(Cell A, Cell B) : ISyncKey<CellKey>
    {
        [ThreadStatic]
        public static ColumnKind[]? Kinds;

        public int CompareTo(CellKey other) => throw new NotSupportedException();

        static void ISyncKey<CellKey>.Write<TWriter>(in CellKey key, ref TWriter writer)
        {
            key.A.Visit(0, ref writer);
            key.B.Visit(1, ref writer);
        }

        static CellKey ISyncKey<CellKey>.Read<TReader>(ref TReader reader)
        {
            var a = Cell.Read(Kinds![0], 0, ref reader);
            var b = Cell.Read(Kinds![1], 1, ref reader);
            return new(new(Kinds[0], a), new(Kinds[1], b));
        }
    }
}
