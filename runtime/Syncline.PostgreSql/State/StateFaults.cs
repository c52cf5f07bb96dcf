using Npgsql;

namespace Syncline;

/// <summary>What goes wrong with a state, and the way out.</summary>
internal static class StateFaults
{
    private const string Restore = "Restore a backup of it. Where there is none,";
    private const string Reset = "call ResetAsync, to take the source as delivered";
    private const string NewTables = "drop what is left of the tables syncline_meta, syncline_segments and syncline_lease (they may hold the states of other syncs)";

    public static StateException Of(NpgsqlException fault, StateTables tables) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused
            => new($"A right is missing for {tables.Place} ({PostgreSqlFaults.Words(refused, secret: false)}). A run needs USAGE on the schema and SELECT, INSERT, UPDATE and DELETE on the tables syncline_meta, syncline_segments and syncline_lease; the first run creates them and needs CREATE on the schema.", fault),
        // Every statement is ours: what it misses was there once.
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.UndefinedFunction } refused
            => Unsure(tables, $"its tables are not as they were made ({PostgreSqlFaults.Words(refused, secret: false)})", fault),
        PostgresException refused when refused.SqlState.StartsWith("XX", StringComparison.Ordinal) => Unsure(tables, PostgreSqlFaults.Words(refused, secret: false), fault),
        PostgresException refused when refused.SqlState.StartsWith("23", StringComparison.Ordinal) => Unsure(tables, $"its tables contradict each other ({PostgreSqlFaults.Words(refused, secret: false)})", fault),
        _ => new($"The state could not be used: {PostgreSqlFaults.Explain(fault, tables.Database.Name)}", fault),
    };

    /// <summary>Damage that a reset mends: what is there is replaced.</summary>
    public static StateException Damaged(StateTables tables, string what) => new($"The state in {tables.Place} is damaged: {what}. {Restore} {Reset}.");

    /// <summary>Damage that keeps a reset from beginning.</summary>
    public static StateException Lost(StateTables tables, string what) => new($"The state in {tables.Place} is damaged: {what}. {Restore} {NewTables}.");

    private static StateException Unsure(StateTables tables, string what, NpgsqlException fault)
        => new($"The state in {tables.Place} is damaged: {what}. {Restore} {Reset}; if that is refused too, {NewTables}.", fault);
}
