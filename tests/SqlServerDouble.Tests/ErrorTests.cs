namespace Syncline.Doubles.Tests;

public sealed class ErrorTests : DoubleTest
{
    public ErrorTests() => Server.Execute("db", """
        CREATE TABLE p (id int NOT NULL CONSTRAINT PK_p PRIMARY KEY);
        CREATE TABLE t (id int NOT NULL CONSTRAINT PK_t PRIMARY KEY, v nvarchar(3) NULL, n int NOT NULL, p int NULL CONSTRAINT FK_t REFERENCES p (id), y tinyint NULL, d decimal(4,2) NULL, CONSTRAINT CK_t CHECK (n <> 13));
        CREATE UNIQUE INDEX UX_t ON t (v) WHERE v IS NOT NULL;
        INSERT t (id, v, n) VALUES (1, N'a', 1)
        """);

    [Theory]
    [InlineData("INSERT t (id, n) VALUES (1, 1)", 2627, "Violation of PRIMARY KEY constraint 'PK_t'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (1).")]
    [InlineData("INSERT t (id, v, n) VALUES (2, N'A ', 1)", 2601, "Cannot insert duplicate key row in object 'dbo.t' with unique index 'UX_t'. The duplicate key value is (A ).")]
    [InlineData("INSERT t (id, v, n) VALUES (2, N'abcd', 1)", 2628, "String or binary data would be truncated in table 'db.dbo.t', column 'v'. Truncated value: 'abc'.")]
    [InlineData("INSERT t (id) VALUES (2)", 515, "Cannot insert the value NULL into column 'n', table 'db.dbo.t'; column does not allow nulls. INSERT fails.")]
    [InlineData("INSERT t (id, n) VALUES (2, 13)", 547, "The INSERT statement conflicted with the CHECK constraint \"CK_t\". The conflict occurred in database \"db\", table \"dbo.t\".")]
    [InlineData("INSERT t (id, n, p) VALUES (2, 1, 5)", 547, "The INSERT statement conflicted with the FOREIGN KEY constraint \"FK_t\". The conflict occurred in database \"db\", table \"dbo.p\", column 'id'.")]
    [InlineData("INSERT t (id, n, y) VALUES (2, 1, 300)", 220, "Arithmetic overflow error for data type tinyint, value = 300.")]
    [InlineData("INSERT t (id, n, d) VALUES (2, 1, 100)", 8115, "Arithmetic overflow error converting int to data type numeric.")]
    [InlineData("INSERT t (id, n) VALUES (2, N'x')", 245, "Conversion failed when converting the nvarchar value 'x' to data type int.")]
    [InlineData("SELECT * FROM missing", 208, "Invalid object name 'missing'.")]
    [InlineData("SELECT missing FROM t", 207, "Invalid column name 'missing'.")]
    public async Task Is_numbered_and_worded_as_SQL_Server_does(string sql, int number, string message)
    {
        await using var connection = await OpenAsync();
        var error = await FailsAsync(() => ExecuteAsync(connection, sql));
        Assert.Equal((number, message), (error.Number, error.Errors[0].Message));
        Assert.Equal(1, Server.Scalar("db", "SELECT COUNT(*) FROM t"));
    }

    [Theory]
    [InlineData("INSERT t (id, n) VALUES (1, 1)", false, 1)]
    [InlineData("INSERT t (id, n) VALUES (1, 1)", true, 0)]
    [InlineData("INSERT t (id, n) VALUES (2, N'x')", false, 0)]
    public async Task Ends_a_statement_or_a_transaction(string sql, bool xactAbort, int transactions)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, $"SET XACT_ABORT {(xactAbort ? "ON" : "OFF")}");
        await ExecuteAsync(connection, "BEGIN TRANSACTION; INSERT t (id, n) VALUES (9, 9)");
        await FailsAsync(() => ExecuteAsync(connection, sql));
        Assert.Equal(transactions, await ScalarAsync(connection, "SELECT @@TRANCOUNT"));
        Assert.Equal(1 + transactions, await ScalarAsync(connection, "SELECT COUNT(*) FROM t"));
    }
}
