using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline.Doubles.Tests;

public sealed class TypeTests : DoubleTest
{
    public static TheoryData<string, object> Values => new()
    {
        { "bit", true },
        { "tinyint", byte.MaxValue },
        { "smallint", short.MinValue },
        { "int", int.MinValue },
        { "bigint", long.MinValue },
        { "decimal(29,0)", decimal.MaxValue },
        { "decimal(28,10)", -123456789012345678.0123456789m },
        { "money", -922337203685477.5808m },
        { "real", float.MaxValue },
        { "float", double.Epsilon },
        { "nvarchar(20)", "zé😀" },
        { "nvarchar(max)", new string('ß', 10_000) },
        { "varchar(20)", "é€" },
        { "varbinary(max)", new byte[] { 0, 1, 255 } },
        { "uniqueidentifier", new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { "datetime2(7)", DateTime.MaxValue },
        { "datetimeoffset(7)", new DateTimeOffset(2020, 2, 29, 1, 2, 3, TimeSpan.FromHours(-12)).AddTicks(1) },
        { "time(7)", TimeSpan.FromTicks(TimeSpan.TicksPerDay - 1) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_goes_there_and_back(string type, object value)
    {
        Server.Execute("db", $"CREATE TABLE t (v {type} NOT NULL, n {type} NULL)");
        await using var connection = await OpenAsync();
        await using (var insert = new SqlCommand("INSERT t (v, n) VALUES (@v, NULL)", connection))
        {
            var parameter = insert.Parameters.AddWithValue("@v", value);
            parameter.SqlDbType = value switch { DateTime => SqlDbType.DateTime2, TimeSpan => SqlDbType.Time, _ => parameter.SqlDbType };
            await insert.ExecuteNonQueryAsync(Token);
        }

        using var rows = new DataTable();
        rows.Columns.Add("v", value.GetType());
        rows.Rows.Add(value);
        using var bulk = new SqlBulkCopy(connection) { DestinationTableName = "t", ColumnMappings = { { "v", "v" } } };
        await bulk.WriteToServerAsync(rows, Token);
        Assert.Equal([[value, DBNull.Value], [value, DBNull.Value]], await RowsAsync(connection, "SELECT v, n FROM t"));
    }

    [Theory]
    [InlineData("CAST('2020-01-01 00:00:00.0049999' AS datetime)", "2020-01-01 00:00:00.003")]
    [InlineData("CAST('2020-01-01 23:59:59.9999999' AS datetime2(3))", "2020-01-02 00:00:00.000")]
    [InlineData("CAST(2.345 AS decimal(5,2))", "2.35")]
    [InlineData("CAST(N'ł日' AS varchar(5))", "l?")]
    [InlineData("CASE WHEN N'a ' = N'A' COLLATE Latin1_General_CI_AS THEN 1 ELSE 0 END", "1")]
    [InlineData("CASE WHEN N'a' = N'á' COLLATE Latin1_General_CI_AS THEN 1 ELSE 0 END", "0")]
    [InlineData("CASE WHEN N'a' = N'á' COLLATE Latin1_General_CI_AI THEN 1 ELSE 0 END", "1")]
    [InlineData("CASE WHEN 0x01 = 0x0100 THEN 1 ELSE 0 END", "1")]
    public void A_value_is_rounded_and_compared(string expression, string expected) =>
        Assert.Equal(expected, Server.Scalar("db", $"SELECT CONVERT(nvarchar(50), {expression}, 121)"));
}
