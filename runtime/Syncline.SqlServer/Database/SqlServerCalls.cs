using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Commands that say that they were called off as the rest of .NET does: the driver's own word for it is an error like any other.</summary>
internal static class SqlServerCalls
{
    /// <summary>Runs a command; gives the rows it changed.</summary>
    public static ValueTask<int> RunAsync(this SqlCommand command, CancellationToken cancellationToken)
        => OrCancelledAsync(command.ExecuteNonQueryAsync(cancellationToken), cancellationToken);

    /// <summary>The first column of the first row; null where there is no row or a null in it.</summary>
    public static async ValueTask<object?> ScalarAsync(this SqlCommand command, CancellationToken cancellationToken)
        => await OrCancelledAsync(command.ExecuteScalarAsync(cancellationToken), cancellationToken).ConfigureAwait(false) is var value && value is DBNull ? null : value;

    public static ValueTask<SqlDataReader> ReadAsync(this SqlCommand command, CancellationToken cancellationToken, CommandBehavior behavior = CommandBehavior.Default)
        => OrCancelledAsync(command.ExecuteReaderAsync(behavior, cancellationToken), cancellationToken);

    /// <summary>Moves to the next row, waiting for it on this thread.</summary>
    /// <remarks>
    /// Of rows whose values span packets the driver's own ReadAsync and NextResultAsync lose their place now and then (ArgumentOutOfRangeException in TryReadByteArray: dotnet/SqlClient issues 3463, 3519 and others; seen with 7.1.0), and each row costs them garbage.
    /// </remarks>
    public static bool Next(this SqlDataReader reader, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return reader.Read();
    }

    /// <summary>Moves to the next result, waiting for it on this thread.</summary>
    /// <inheritdoc cref="Next" path="/remarks"/>
    public static bool NextResult(this SqlDataReader reader, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return reader.NextResult();
    }

    /// <inheritdoc cref="Next"/>
    public static ValueTask<bool> NextAsync(this SqlDataReader reader, CancellationToken cancellationToken) => new(reader.Next(cancellationToken));

    public static async ValueTask<T> OrCancelledAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }
}
