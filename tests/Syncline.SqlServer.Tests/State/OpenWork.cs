using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline.SqlServer.Tests.State;

/// <summary>A delivery to a table of one number, as a state sees it: by hand, so that its transaction can be looked at and broken.</summary>
internal sealed class OpenDelivery(DatabaseIdentity identity) : ISqlServerDelivery, IDelivery
{
    public DatabaseIdentity DatabaseIdentity => identity;

    public int BatchSize => 1;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static async Task<OpenDelivery> ToAsync(string database)
    {
        await using var connection = new SqlConnection(database);
        await connection.OpenAsync(Statements.Stop);
        return new(await SqlServerDatabase.IdentityAsync(connection, Statements.Stop));
    }

    /// <summary>Puts a number into the table numbers.</summary>
    public async Task<OpenWork> ApplyAsync(string database, int number)
    {
        var connection = new SqlConnection(database);
        await connection.OpenAsync(Statements.Stop);
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        await using var insert = new SqlCommand("INSERT INTO numbers (number) VALUES (@number)", connection, transaction);
        insert.Parameters.AddWithValue("@number", number);
        await insert.ExecuteNonQueryAsync(Statements.Stop);
        return new(identity, connection, transaction);
    }
}

internal sealed class OpenWork(DatabaseIdentity identity, SqlConnection connection, SqlTransaction transaction) : ISqlServerWork
{
    private bool _ended;

    public DatabaseIdentity DatabaseIdentity => identity;

    public SqlConnection Connection => connection;

    public SqlTransaction Transaction => transaction;

    public IReadOnlyList<OperationOutcome> Outcomes => [];

    public event Action<bool>? Ended;

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await transaction.CommitAsync(cancellationToken);
        End(committed: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended) End(committed: false);
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void End(bool committed)
    {
        _ended = true;
        Ended?.Invoke(committed);
    }
}
