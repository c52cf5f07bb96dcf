using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>The statements of a sync as a script, without a server.</summary>
public sealed class ScriptTests
{
    private static SqlServerTable Table() => new("Server=nowhere.example;Database=crm;User ID=u;Password=secret", "customers") { Schema = "crm", CreateIfMissing = true, ArchiveColumn = "archived" };

    [Fact]
    public void A_script_is_what_is_sent_and_holds_no_secret()
    {
        var script = Table().Script<Customer>(Customer.Sync.Definition);
        Assert.Contains("CREATE TABLE [crm].[customers] ([Id] int NOT NULL, [Email] nvarchar(max) NULL, [Name] nvarchar(max) NULL, [archived] bit NOT NULL DEFAULT (0), PRIMARY KEY CLUSTERED ([Id]))", script, StringComparison.Ordinal);
        Assert.Contains("UPDATE t SET t.[Email] = s.[c1], t.[Name] = s.[c2], t.[archived] = 0 OUTPUT s.[o] INTO [#syncline_done] ([o]) FROM [#syncline_stage] AS s INNER JOIN [crm].[customers] AS t WITH (UPDLOCK, SERIALIZABLE) ON t.[Id] = s.[c0] WHERE s.[k] = 3 AND s.[o] BETWEEN @a AND @b", script, StringComparison.Ordinal);
        Assert.Contains("AND NOT EXISTS (SELECT 1 FROM [crm].[customers] AS t WITH (UPDLOCK, SERIALIZABLE) WHERE t.[Id] = s.[c0])", script, StringComparison.Ordinal);
        Assert.Contains("DELETE t OUTPUT s.[o]", script, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", script, StringComparison.Ordinal);
        Assert.DoesNotContain("MERGE", script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_is_one_that_the_server_reads()
    {
        foreach (var sync in new[] { Customer.Sync.Definition, Customer.InsertSync.Definition, Customer.UpdateSync.Definition, Customer.ClearSync.Definition, Customer.AllSync.Definition, SignUp.Sync.Definition, Member.JoinSync.Definition, Member.LeaveSync.Definition, Contact.Sync.Definition })
        {
            using var reader = new StringReader(Table().Script<Customer>(sync));
            new TSql130Parser(true).Parse(reader, out var errors);
            Assert.Empty(errors);
        }
    }

    [Fact]
    public void A_sync_that_is_none_for_a_table_is_told()
    {
        var e = Assert.Throws<ArgumentException>(() => Table().Script<Customer>(new("Customer.Lake", "lake", SyncType.Objects, SyncMode.Snapshot)));
        Assert.StartsWith("Customer.Lake has mode Snapshot, and a table takes no such sync.", e.Message, StringComparison.Ordinal);
    }
}
