using CsCheck;

namespace Syncline.Tests;

public sealed class RowCodecTests
{
    [Fact]
    public void Every_value_comes_back_to_the_last_bit()
        => Cells.Either([.. Cells.Kinds.Select(k => Cells.Cell(k))]).Array[1, 30].Sample(
            row =>
            {
                var bytes = Write(row);
                var reader = new RowCodecReader(bytes);
                for (var i = 0; i < row.Length; i++)
                {
                    var back = Cell.Read(row[i].Kind, i, ref reader);
                    if (!Cell.AreSame(row[i].Value, back)) Assert.Fail($"{row[i]} came back as {new Cell(row[i].Kind, back)}.");
                }

                Assert.True(reader.IsAtEnd);
            },
            iter: 2_000);

    public static TheoryData<object?, string> Vectors => new()
    {
        { null, "00" },
        { true, "0101" },
        { (byte)200, "02C8" },
        { (sbyte)-2, "03FE" },
        { (short)-2, "04FEFF" },
        { (ushort)65534, "05FEFF" },
        { -2, "06FEFFFFFF" },
        { 0xFEDCBA98u, "0798BADCFE" },
        { -2L, "08FEFFFFFFFFFFFFFF" },
        { 0xFEDCBA9876543210ul, "091032547698BADCFE" },
        { '€', "0AAC20" },
        { -0f, "0B00000080" },
        { -0.0, "0C0000000000000080" },
        { 1.50m, "0D96000000000000000000000000000200" },
        { -0.0m, "0D00000000000000000000000000000180" },
        { "aé€", "0E0661C3A9E282AC" },
        { "\uD800b", "0E04EDA08062" },
        { new byte[] { 1, 2, 255 }, "0F030102FF" },
        { new Guid("00112233-4455-6677-8899-aabbccddeeff"), "1000112233445566778899AABBCCDDEEFF" },
        { new DateTime(0x0123456789ABCDEF, DateTimeKind.Utc), "11EFCDAB8967452341" },
        { new DateTime(1, DateTimeKind.Local), "110100000000000080" },
        { new DateTimeOffset(0x0123456789ABCDEF, TimeSpan.FromMinutes(-330)), "12EFCDAB8967452301B6FE" },
        { DateOnly.FromDayNumber(0x012345), "1345230100" },
        { new TimeOnly(0x0123456789), "148967452301000000" },
        { new TimeSpan(-2), "15FEFFFFFFFFFFFFFF" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_format_stays_as_it_is(object? value, string hex)
    {
        var kind = value is null ? ColumnKind.Text : EncodedRow.KindOf(value);
        Assert.Equal("01" + hex, Convert.ToHexString(Write(new Cell(kind, value))));
    }

    // Each kind of column for itself: one that forgets to make room is helped by its neighbours.
    [Theory]
    [InlineData(null)]
    [InlineData(7L)]
    [InlineData("a")]
    [InlineData(new byte[] { 1 })]
    public void A_row_of_many_columns_outgrows_its_first_buffer(object? value)
    {
        var row = Enumerable.Repeat(new Cell(value is null ? ColumnKind.Text : EncodedRow.KindOf(value), value), 3_000).ToArray();
        var reader = new RowCodecReader(Write(row));
        for (var i = 0; i < row.Length; i++) Assert.True(Cell.AreSame(value, Cell.Read(row[i].Kind, i, ref reader)));
        Assert.True(reader.IsAtEnd);
    }

    [Fact]
    public void The_version_is_1() => Assert.Equal(1, RowCodecWriter.Version);

    [Fact]
    public void A_row_of_another_version_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() => new RowCodecReader([2, 0]));
        Assert.Equal("A stored row is of version 2, and this program reads version 1.", error.Message);
    }

    [Fact]
    public void A_column_of_another_kind_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new RowCodecReader(Write(new Cell(ColumnKind.Int32, 5)));
            reader.Value<long>(0);
        });
        Assert.Equal("A stored row is damaged: column 0 should hold Int64, and says 6.", error.Message);
    }

    [Fact]
    public void Damaged_bytes_give_an_error_or_other_values_but_are_never_read_past()
        => Gen.Select(Cells.Either([.. Cells.Kinds.Select(k => Cells.Cell(k))]).Array[1, 12], Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample(
            (row, at, value, cut) =>
            {
                var bytes = Write(row);
                if (cut) bytes = bytes[..(at % bytes.Length)];
                else bytes[at % bytes.Length] = value;
                try
                {
                    var reader = new RowCodecReader(bytes);
                    for (var i = 0; i < row.Length; i++) Cell.Read(row[i].Kind, i, ref reader);
                    Assert.False(cut, "A row that was cut short was read to its end.");
                }
                catch (InvalidDataException)
                {
                    // The one error that damage may give.
                }
            },
            iter: 5_000);

    [Fact]
    public void Writing_allocates_nothing_once_the_buffer_is_large_enough()
    {
        var writer = default(RowCodecWriter);
        Assert.Equal(0, Allocations.Of(() => Fill(ref writer)));
        writer.Release();

        static void Fill(ref RowCodecWriter writer)
        {
            writer.Reset();
            writer.Value(0, 1.25m);
            writer.Text(1, "some text");
            writer.Value(2, DateTimeOffset.UnixEpoch);
            writer.Null(3);
        }
    }

    private static byte[] Write(params Cell[] row)
    {
        var writer = default(RowCodecWriter);
        writer.Reset();
        for (var i = 0; i < row.Length; i++) row[i].Visit(i, ref writer);
        var bytes = writer.Written.ToArray();
        writer.Release();
        return bytes;
    }
}
