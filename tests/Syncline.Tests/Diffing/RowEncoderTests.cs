using System.Text;
using CsCheck;

namespace Syncline.Tests;

public sealed class RowEncoderTests
{
    private static readonly SyncSchema Customer = new("Shop.Customer", [0],
    [
        new("Id", ColumnKind.Int32),
        new("Email", ColumnKind.Text),
        new("Name", ColumnKind.Text, ColumnTraits.Nullable),
        new("Value", ColumnKind.Decimal),
        new("UpdatedAt", ColumnKind.DateTime),
        new("Active", ColumnKind.Boolean),
        new("Age", ColumnKind.Int32, ColumnTraits.Nullable),
        new("Score", ColumnKind.Double),
    ]);

    [Fact]
    public void The_canonical_bytes_of_a_row_stay_as_they_are()
    {
        using var row = new EncodedRow(Customer);
        row.Take(7, "ada@x.com", null, 12.50m, new DateTime(2024, 1, 2, 3, 4, 5), true, 36, -0.0);
        Assert.Equal(
            "01096164614078 2E636F6D 00 01017D0000000000000000000000 0180C0BF7A3F0BDC08 0101 0124000000 010000000000000000".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(row.Encoder.CanonicalBytes));
        Assert.Equal("07000000", Convert.ToHexString(row.Encoder.KeyBytes));
        Assert.Equal((UInt128)7, row.Encoder.KeyImage);
        Assert.Equal(0x1A1B053B4E5FC2DAUL, row.Encoder.Hash());
    }

    [Fact]
    public void The_hash_is_XxHash3_without_a_seed()
    {
        using var row = new EncodedRow(Schema(ColumnTraits.NotCompared));
        row.Take(1, "left out");
        Assert.True(row.Encoder.CanonicalBytes.IsEmpty);
        // The published hash of nothing.
        Assert.Equal(0x2D06800538D394C2UL, row.Encoder.Hash());
    }

    public static TheoryData<object, string> Vectors => new()
    {
        { true, "01" },
        { (byte)200, "C8" },
        { (sbyte)-2, "FE" },
        { (short)-2, "FEFF" },
        { (ushort)65534, "FEFF" },
        { -2, "FEFFFFFF" },
        { 0xFEDCBA98u, "98BADCFE" },
        { -2L, "FEFFFFFFFFFFFFFF" },
        { 0xFEDCBA9876543210ul, "1032547698BADCFE" },
        { '€', "AC20" },
        { 1.5f, "0000C03F" },
        { float.NaN, "0000C07F" },
        { 1.5, "000000000000F83F" },
        { -0.0, "0000000000000000" },
        { double.NaN, "000000000000F87F" },
        { BitConverter.Int64BitsToDouble(-1), "000000000000F87F" },
        { 1.50m, "010F0000000000000000000000" },
        { -1.5m, "810F0000000000000000000000" },
        { 100m, "00640000000000000000000000" },
        { -0.000m, "00000000000000000000000000" },
        { decimal.MaxValue, "00FFFFFFFFFFFFFFFFFFFFFFFF" },
        { 18446744073709551616.000m, "00000000000000000001000000" },
        { new Guid("00112233-4455-6677-8899-aabbccddeeff"), "00112233445566778899AABBCCDDEEFF" },
        { new DateTime(0x0123456789ABCDEF, DateTimeKind.Utc), "EFCDAB8967452301" },
        { new DateTimeOffset(0x0123456789ABCDEF, TimeSpan.Zero).ToOffset(TimeSpan.FromHours(3)), "EFCDAB8967452301" },
        { DateOnly.FromDayNumber(0x012345), "45230100" },
        { new TimeOnly(0x0123456789), "8967452301000000" },
        { new TimeSpan(-2), "FEFFFFFFFFFFFFFF" },
        { "aé€😀", "0A61C3A9E282ACF09F9880" },
        { "\uD800b", "04EDA08062" },
        { new byte[] { 1, 2, 255 }, "030102FF" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_canonical_form_of_a_value_stays_as_it_is(object value, string hex)
    {
        using var row = new EncodedRow(Schema(kind: EncodedRow.KindOf(value)));
        row.Take(1, value);
        Assert.Equal("01" + hex, Convert.ToHexString(row.Encoder.CanonicalBytes));
    }

    [Fact]
    public void Lengths_take_one_byte_up_to_127_and_two_from_128()
    {
        using var row = new EncodedRow(Schema());
        row.Take(1, new string('x', 127));
        Assert.Equal("017F", Convert.ToHexString(row.Encoder.CanonicalBytes[..2]));
        // 43 characters of 3 bytes: what ASCII would need is one byte of length too few.
        row.Take(1, new string('漢', 43));
        Assert.Equal("018101E6BCA2", Convert.ToHexString(row.Encoder.CanonicalBytes[..6]));
        Assert.Equal(3 + 129, row.Encoder.CanonicalBytes.Length);
    }

    [Fact]
    public void Text_of_any_length_is_its_length_and_its_UTF8_wherever_the_first_other_character_stands()
    {
        using var row = new EncodedRow(Schema());
        foreach (var odd in new[] { "é", "漢", "😀", "\u007F", "\u0080" })
        {
            for (var length = 0; length < 140; length++)
            {
                for (var at = 0; at <= length; at += length < 70 ? 1 : 13)
                {
                    var text = new string('x', at) + odd + new string('y', length - at);
                    row.Take(1, text);
                    if (!row.Encoder.CanonicalBytes.SequenceEqual(Plain(text))) Assert.Fail($"{length} characters with {odd} at {at} are encoded as {Convert.ToHexString(row.Encoder.CanonicalBytes)}.");
                }
            }
        }
    }

    [Theory]
    [InlineData('y', 16_383)]
    [InlineData('y', 16_384)]
    [InlineData('漢', 5_462)]
    [InlineData('y', 65_535)]
    [InlineData('漢', 65_536)]
    [InlineData('é', 3_000_000)]
    public void Long_text_is_its_length_and_its_UTF8(char c, int length)
    {
        var text = new string(c, length);
        using var row = new EncodedRow(Schema());
        row.Take(1, text);
        Assert.True(row.Encoder.CanonicalBytes.SequenceEqual(Plain(text)));
        row.Encoder.Reset();
        row.Encoder.Utf8(1, Encoding.UTF8.GetBytes(text));
        Assert.True(row.Encoder.CanonicalBytes.SequenceEqual(Plain(text)));
    }

    private static byte[] Plain(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        List<byte> bytes = [1];
        var rest = utf8.Length;
        for (; rest >= 128; rest /= 128) bytes.Add((byte)(rest % 128 + 128));
        bytes.Add((byte)rest);
        return [.. bytes, .. utf8];
    }

    [Fact]
    public void Rows_are_encoded_alike_exactly_when_their_values_are_equal()
    {
        // Two rows of one to four columns whose values are often equal without being the same.
        var kinds = Cells.Pick(Cells.Kinds).Array[1, 4];
        var pair = kinds.SelectMany(ks => Gen.Select(
            Rows(ks),
            Rows(ks),
            Gen.Bool.Array[ks.Length],
            (left, other, twin) => (left, right: left.Select((c, i) => twin[i] ? c.Twin() : other[i]).ToArray())));
        pair.Sample(
            p =>
            {
                var schema = new SyncSchema("Row", [0], [new("Id", ColumnKind.Int32), .. p.left.Select((c, i) => new SyncColumn($"C{i}", c.Kind, ColumnTraits.Nullable))]);
                using var left = new EncodedRow(schema);
                using var right = new EncodedRow(schema);
                left.Take([1, .. p.left.Select(c => c.Value)]);
                right.Take([2, .. p.right.Select(c => c.Value)]);
                var equal = p.left.Zip(p.right).All(x => x.First.IsEqualAsSpecified(x.Second));
                Assert.Equal(equal, left.Encoder.CanonicalBytes.SequenceEqual(right.Encoder.CanonicalBytes));
                Assert.Equal(equal, left.Encoder.Hash() == right.Encoder.Hash());
            },
            iter: 5_000);
    }

    private static Gen<Cell[]> Rows(ColumnKind[] kinds)
        => kinds.Select(k => Cells.Cell(k)).Aggregate(Gen.Const(Array.Empty<Cell>()), (rows, cell) => Gen.Select(rows, cell, (r, c) => (Cell[])[.. r, c]));

    [Fact]
    public void Text_and_the_same_text_as_UTF8_are_encoded_alike()
        => Gen.Select(Cells.Text, Gen.Bool, Gen.Bool).Sample(
            (text, ignoreCase, isKey) =>
            {
                var valid = new string([.. text.EnumerateRunes().SelectMany(r => r.ToString())]);
                var traits = ignoreCase ? ColumnTraits.IgnoreCase : ColumnTraits.None;
                var schema = new SyncSchema("Row", [isKey ? 1 : 0], [new("Id", ColumnKind.Int32), new("Text", ColumnKind.Text, traits)]);
                using var one = new EncodedRow(schema);
                using var other = new EncodedRow(schema);
                one.Take(1, valid);
                other.Encoder.Reset();
                other.Encoder.Value(0, 1);
                other.Encoder.Utf8(1, Encoding.UTF8.GetBytes(valid));
                Assert.True(one.Encoder.CanonicalBytes.SequenceEqual(other.Encoder.CanonicalBytes));
                Assert.True(one.Encoder.KeyBytes.SequenceEqual(other.Encoder.KeyBytes));
                Assert.Equal(one.Encoder.KeyImage, other.Encoder.KeyImage);
            },
            iter: 2_000);

    [Fact]
    public void Case_is_ignored_where_the_column_says_so_and_only_there()
    {
        var schema = new SyncSchema("Row", [0], [new("Code", ColumnKind.Text, ColumnTraits.IgnoreCase), new("Folded", ColumnKind.Text, ColumnTraits.IgnoreCase), new("Exact", ColumnKind.Text)]);
        using var one = new EncodedRow(schema);
        using var other = new EncodedRow(schema);
        one.Take("ABC", "Straße", "x");
        other.Take("abc", "STRAßE", "x");
        Assert.Equal(one.Encoder.Hash(), other.Encoder.Hash());
        Assert.Equal(one.Encoder.KeyImage, other.Encoder.KeyImage);
        other.Take("abc", "STRAßE", "X");
        Assert.NotEqual(one.Encoder.Hash(), other.Encoder.Hash());
    }

    [Fact]
    public void Key_columns_and_columns_not_compared_are_not_hashed()
    {
        var schema = new SyncSchema("Row", [0], [new("Id", ColumnKind.Int32), new("Seen", ColumnKind.DateTime, ColumnTraits.NotCompared | ColumnTraits.Nullable), new("Name", ColumnKind.Text)]);
        using var one = new EncodedRow(schema);
        using var other = new EncodedRow(schema);
        one.Take(1, DateTime.UnixEpoch, "a");
        other.Take(2, null, "a");
        Assert.Equal("010161", Convert.ToHexString(one.Encoder.CanonicalBytes));
        Assert.Equal(one.Encoder.Hash(), other.Encoder.Hash());
    }

    [Fact]
    public void Columns_with_a_tolerance_are_kept_beside_the_hash()
    {
        var schema = new SyncSchema("Row", [0],
        [
            new("Id", ColumnKind.Int32),
            new("A", ColumnKind.Double, ColumnTraits.Nullable) { Tolerance = 0.1 },
            new("Name", ColumnKind.Text),
            new("B", ColumnKind.Decimal, ColumnTraits.Nullable) { Tolerance = 0.1 },
            new("C", ColumnKind.Single) { Tolerance = 0.1 },
            new("D", ColumnKind.Double, ColumnTraits.NotCompared) { Tolerance = 0.1 },
        ]);
        using var row = new EncodedRow(schema);
        row.Take(1, 2.5, "a", null, float.NaN, 9.0);
        Assert.Equal("010161", Convert.ToHexString(row.Encoder.CanonicalBytes));
        Assert.Equal(3, row.Encoder.Tolerances.Length);
        Assert.Equal(2.5, row.Encoder.Tolerances[0]);
        Assert.Equal(0x7FF8_0000_0000_0001, BitConverter.DoubleToInt64Bits(row.Encoder.Tolerances[1]));
        Assert.Equal(0x7FF8_0000_0000_0000, BitConverter.DoubleToInt64Bits(row.Encoder.Tolerances[2]));
        row.Take(1, null, "a", -1.25m, 1f, 9.0);
        Assert.Equal(-1.25, row.Encoder.Tolerances[1]);
    }

    [Fact]
    public void A_null_key_part_is_told_and_forgotten_with_the_row()
    {
        var schema = new SyncSchema("Row", [0, 1], [new("A", ColumnKind.Int32, ColumnTraits.Nullable), new("B", ColumnKind.Text)]);
        using var row = new EncodedRow(schema);
        row.Take(null, "b");
        Assert.True(row.Encoder.KeyIsNull);
        row.Take(1, null);
        Assert.True(row.Encoder.KeyIsNull);
        row.Take(1, "");
        Assert.False(row.Encoder.KeyIsNull);
    }

    [Fact]
    public void Key_parts_come_in_the_order_of_the_key()
    {
        var schema = new SyncSchema("Row", [2, 0], [new("B", ColumnKind.Text), new("Other", ColumnKind.Int32), new("A", ColumnKind.Int16)]);
        using var row = new EncodedRow(schema);
        row.Take("xy", 1, (short)5);
        Assert.Equal("0500027879", Convert.ToHexString(row.Encoder.KeyBytes));
        Assert.Equal(new UInt128(0, 0x7978020005), row.Encoder.KeyImage);
        row.Take("a text longer than sixteen bytes", 1, (short)6);
        Assert.Equal("060020", Convert.ToHexString(row.Encoder.KeyBytes[..3]));
        Assert.Equal(new KeyFormat(schema).ImageOf(row.Encoder.KeyBytes), row.Encoder.KeyImage);
    }

    [Fact]
    public void Encoding_allocates_nothing_once_the_buffers_are_large_enough()
    {
        using var row = new EncodedRow(new SyncSchema("Row", [3, 0],
        [
            new("Code", ColumnKind.Text, ColumnTraits.IgnoreCase),
            new("Name", ColumnKind.Text, ColumnTraits.IgnoreCase),
            new("Value", ColumnKind.Decimal),
            new("Id", ColumnKind.Guid),
            new("Score", ColumnKind.Double) { Tolerance = 1 },
        ]));
        var name = new string('Ä', 300);
        var utf8 = Encoding.UTF8.GetBytes(name);
        ulong sum = 0;
        Assert.Equal(0, Allocations.Of(() => Fill(row, name, utf8, ref sum)));

        static void Fill(EncodedRow row, string name, byte[] utf8, ref ulong sum)
        {
            ref var encoder = ref row.Encoder;
            encoder.Reset();
            encoder.Text(0, "some code");
            encoder.Utf8(1, utf8);
            encoder.Value(2, 1.50m);
            encoder.Value(3, Guid.Empty);
            encoder.Value(4, 1.5);
            sum += encoder.Hash() + (ulong)encoder.KeyImage;
            encoder.Reset();
            encoder.Text(0, name);
            encoder.Value(3, Guid.Empty);
            sum += (ulong)encoder.KeyImage;
        }
    }

    private static SyncSchema Schema(ColumnTraits traits = ColumnTraits.None, ColumnKind kind = ColumnKind.Text)
        => new("Row", [0], [new("Id", ColumnKind.Int32), new("Value", kind, traits)]);
}
