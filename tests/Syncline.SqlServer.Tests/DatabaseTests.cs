using System.Data.Common;
using Microsoft.Data.SqlClient;
using Xunit;

namespace Syncline.SqlServer.Tests;

public sealed class DatabaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain", "[plain]")]
    [InlineData("a b", "[a b]")]
    [InlineData("a]b[c", "[a]]b[c]")]
    [InlineData("]; DROP TABLE x; --", "[]]; DROP TABLE x; --]")]
    public void A_name_is_quoted_whatever_it_holds(string name, string quoted) => Assert.Equal(quoted, SqlServerName.Quote(name));

    [Theory]
    [InlineData("tcp:127.0.0.1,1")]
    [InlineData("tcp:nowhere.invalid,1433")]
    public async Task A_server_that_is_not_there_is_named_without_secrets(string server)
    {
        var database = SqlServerDatabase.Parse($"Server={server};Database=shop;User ID=u;Password=hunter2;Encrypt=False;Connect Timeout=5;Connect Retry Count=0", "connectionString");
        var fault = await Assert.ThrowsAnyAsync<DbException>(async () => await database.OpenAsync(Stop));
        Assert.Matches($"^The database shop on {server} can't be reached( \\(\\w+( \\d+)?\\))?\\. Check Server in the connection string, and that the server runs and may be reached from here\\.$", SqlServerFaults.Explain(fault, database.Name));
        Assert.True(SqlServerFaults.IsPassing(fault));
        Assert.Equal(FailureEffect.Unknown, SqlServerFaults.CommitEffect(fault));
        Assert.DoesNotContain("hunter2", fault.ToString());
    }

    [Theory]
    [InlineData("Database=d;hunter2=1")]
    [InlineData("Server=h;Connect Timeout=hunter2")]
    [InlineData("Server=h;Authentication=Active Directory Default;Integrated Security=true;Password=hunter2")]
    [InlineData("hunter2")]
    public void A_connection_string_that_can_not_be_read_is_not_quoted(string connectionString)
    {
        var error = Assert.Throws<ArgumentException>(() => SqlServerDatabase.Parse(connectionString, "connectionString"));
        Assert.StartsWith("The connection string can't be read (", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public async Task A_function_that_gives_the_same_connection_again_is_told_to_make_new_ones()
    {
        using var only = new SqlConnection("Server=h;Database=d");
        var database = SqlServerDatabase.Of(() => only, "connect");
        var fault = await Assert.ThrowsAnyAsync<DbException>(async () => await database.OpenAsync(Stop));
        Assert.EndsWith("the function that makes them gave one that was closed before. Have it make a new SqlConnection each time", fault.Message, StringComparison.Ordinal);
        Assert.False(SqlServerFaults.IsPassing(fault));
    }

    [Fact]
    public void A_server_has_to_be_named()
    {
        Assert.StartsWith("The connection string names no Server.", Assert.Throws<ArgumentException>(() => SqlServerDatabase.Parse("Database=d", "connectionString")).Message);
        Assert.Contains("names no Server.", Assert.Throws<ArgumentException>(() => SqlServerDatabase.Of(() => new SqlConnection("Database=d"), "connect")).Message);
        Assert.StartsWith("It made no connection.", Assert.Throws<ArgumentException>(() => SqlServerDatabase.Of(() => null!, "connect")).Message);
        Assert.Equal("the login's default database on h", SqlServerDatabase.Parse("Server=h;User ID=u", "connectionString").Name);
        Assert.Equal("the database d on h\\i", SqlServerDatabase.Of(() => new SqlConnection("Server=h\\i;Database=d"), "connect").Name);
    }
}
