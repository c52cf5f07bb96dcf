using System.Globalization;

namespace Syncline;

/// <summary>Tries operations one by one at the server, each between savepoints of its own, and notes what refuses which.</summary>
internal static class ProbeSql
{
    /// <summary>The variable that holds an operation's number, by the block it is of: so no column is meant, whatever it is called.</summary>
    public const string Number = "syncline.number";

    // An error's context begins with where it arose: `SQL statement "INSERT INTO …`, in whatever language, where that was our own statement. A function has a line of its own before it, which is longer than this. So has a text that the server parses, as JSON, which no trigger need be to blame for.
    private const int AtStart = 40;

    /// <summary>What was refused: an operation's number, and the error.</summary>
    public const string Refused = "SELECT r.o, r.state, r.said, r.at_schema, r.at_table, r.at_column, r.at_constraint, r.is_raised FROM pg_temp.syncline_refused AS r ORDER BY r.o";

    public const string CreateRefused = "CREATE TEMPORARY TABLE syncline_refused (o integer NOT NULL, state text, said text, at_schema text, at_table text, at_column text, at_constraint text, is_raised boolean) ON COMMIT DROP";

    /// <summary>The loop.</summary>
    /// <param name="sql">The table's statements.</param>
    /// <param name="kind">What is tried.</param>
    /// <param name="operations">The operations' numbers.</param>
    public static string Try(TableSql sql, OperationKind kind, IEnumerable<int> operations)
    {
        var numbers = string.Join(',', operations.Select(static number => number.ToString(CultureInfo.InvariantCulture)));
        var body = $"""
            #variable_conflict use_column
            <<syncline>>
            DECLARE
                number integer; state text; said text; at_schema text; at_table text; at_column text; at_constraint text; context text;
            BEGIN
                FOREACH {Number} IN ARRAY ARRAY[{numbers}] LOOP
                    BEGIN
                        {Attempt(sql, kind)}
                    EXCEPTION WHEN others THEN
                        GET STACKED DIAGNOSTICS syncline.state = RETURNED_SQLSTATE, syncline.said = MESSAGE_TEXT, syncline.at_schema = SCHEMA_NAME, syncline.at_table = TABLE_NAME, syncline.at_column = COLUMN_NAME, syncline.at_constraint = CONSTRAINT_NAME, syncline.context = PG_EXCEPTION_CONTEXT;
                        IF NOT ({PostgreSqlFaults.IsRowFaultSql("SQLSTATE")}) THEN RAISE; END IF;
                        INSERT INTO pg_temp.syncline_refused VALUES ({Number}, syncline.state, syncline.said, syncline.at_schema, syncline.at_table, syncline.at_column, syncline.at_constraint, position('{sql.Written.Replace("'", "''", StringComparison.Ordinal)}' IN syncline.context) NOT BETWEEN 1 AND {AtStart} AND syncline.state NOT LIKE '22%');
                    END;
                END LOOP;
            END
            """;
        // A quote that no name in the statements ends.
        var quote = "$syncline$";
        while (body.Contains(quote, StringComparison.Ordinal)) quote = $"$syncline{quote.Length.ToString(CultureInfo.InvariantCulture)}{quote[9..]}";
        return $"DO LANGUAGE plpgsql {quote}{body}{quote}";
    }

    private static string Attempt(TableSql sql, OperationKind kind)
    {
        var insert = $"{sql.Insert(kind, Extent.One, tells: false)};";
        var insertMissing = $"IF NOT EXISTS ({sql.Present(kind, Extent.One)}) THEN {insert} END IF;";
        return kind switch
        {
            OperationKind.Delete => $"{sql.Delete(Extent.One)};",
            OperationKind.Archive => $"{sql.Archive(Extent.One)};",
            OperationKind.Clear => $"{sql.Clear(Extent.One)};",
            OperationKind.Update => $"{sql.Update(kind, Extent.One)};",
            OperationKind.Upsert when sql.Sets => $"{sql.Update(kind, Extent.One)}; IF NOT FOUND THEN {insert} END IF;",
            _ => insertMissing,
        };
    }
}
