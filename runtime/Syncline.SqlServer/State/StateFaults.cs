using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>What goes wrong with a state, and the way out.</summary>
internal static class StateFaults
{
    private const string Restore = "Restore a backup of it. Where there is none,";
    private const string Reset = "call ResetAsync, to take the source as delivered";
    private const string NewTables = "drop what is left of the tables syncline_meta, syncline_segments and syncline_lease (they may hold the states of other syncs)";

    public static StateException Of(DbException fault, StateTables tables) => fault switch
    {
        SqlException { Number: 229 or 230 or 262 or 297 or 1088 or 2760 or 15151 or 15247 } refused
            => new($"A right is missing for {tables.Place} ({SqlServerFaults.Words(refused, secret: false)}). A run needs SELECT, INSERT, UPDATE and DELETE on the tables syncline_meta, syncline_segments and syncline_lease; the first run creates them and needs CREATE TABLE in the database and ALTER on the schema, or CREATE SCHEMA in the database where it is missing.", fault),
        // Every statement is ours: what it misses was there once.
        SqlException { Number: 206 or 207 or 208 or 245 or 257 or 8114 or 4104 } refused
            => Unsure(tables, $"its tables are not as they were made ({SqlServerFaults.Words(refused, secret: false)})", fault),
        // Pages that can't be read, or are not what they should be.
        SqlException { Number: 605 or 823 or 824 or 825 or 829 or 5242 or 5243 or 7105 } refused => Unsure(tables, SqlServerFaults.Words(refused, secret: false), fault),
        SqlException { Number: 515 or 547 or 2601 or 2627 or 8152 or 2628 } refused => Unsure(tables, $"its tables contradict each other ({SqlServerFaults.Words(refused, secret: false)})", fault),
        _ => new($"The state could not be used: {SqlServerFaults.Explain(fault, tables.Database.Name)}", fault),
    };

    /// <summary>Damage that a reset mends: what is there is replaced.</summary>
    public static StateException Damaged(StateTables tables, string what) => new($"The state in {tables.Place} is damaged: {what}. {Restore} {Reset}.");

    /// <summary>Damage that keeps a reset from beginning.</summary>
    public static StateException Lost(StateTables tables, string what) => new($"The state in {tables.Place} is damaged: {what}. {Restore} {NewTables}.");

    private static StateException Unsure(StateTables tables, string what, DbException fault)
        => new($"The state in {tables.Place} is damaged: {what}. {Restore} {Reset}; if that is refused too, {NewTables}.", fault);
}
