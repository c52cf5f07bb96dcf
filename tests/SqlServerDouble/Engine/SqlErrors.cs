using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Engine;

/// <summary>The errors, numbered and worded as SQL Server words them.</summary>
public static class SqlErrors
{
    /// <summary>What the double can't do: never to be taken for something SQL Server said.</summary>
    public const int NotSupportedNumber = 59999;

    public static SqlError NotSupported(string what) =>
        new(NotSupportedNumber, $"The SQL Server double can't do this: {what}") { EndsBatch = true, EndsTransaction = true };

    public static SqlError Syntax(string message, int line) => new(102, $"{message} (line {line})", 15) { EndsBatch = true };

    public static SqlError InvalidObject(string name) => new(208, $"Invalid object name '{name}'.") { EndsBatch = true };

    public static SqlError InvalidColumn(string name) => new(207, $"Invalid column name '{name}'.") { EndsBatch = true };

    public static SqlError AmbiguousColumn(string name) => new(209, $"Ambiguous column name '{name}'.") { EndsBatch = true };

    public static SqlError UnboundIdentifier(string name) =>
        new(4104, $"The multi-part identifier \"{name}\" could not be bound.") { EndsBatch = true };

    public static SqlError UndeclaredVariable(string name) =>
        new(137, $"Must declare the scalar variable \"{name}\".", 15, 2) { EndsBatch = true };

    public static SqlError UnknownFunction(string name) =>
        new(195, $"'{name}' is not a recognized built-in function name.", 15, 10) { EndsBatch = true };

    public static SqlError MissingProcedure(string name) => new(2812, $"Could not find stored procedure '{name}'.", 16, 62);

    public static SqlError InvalidCollation(string name) => new(448, $"Invalid collation '{name}'.", 16, 2) { EndsBatch = true };

    public static SqlError CollationConflict(Collation left, Collation right, string operation) =>
        new(468, $"Cannot resolve the collation conflict between \"{left}\" and \"{right}\" in the {operation} operation.", 16, 9) { EndsBatch = true };

    public static SqlError OperandClash(SqlType left, SqlType right) =>
        new(206, $"Operand type clash: {left.Name} is incompatible with {right.Name}", 16, 2) { EndsBatch = true };

    public static SqlError ImplicitConversion(SqlType from, SqlType to) =>
        new(257, $"Implicit conversion from data type {from.Name} to {to.Name} is not allowed. Use the CONVERT function to run this query.", 16, 3) { EndsBatch = true };

    public static SqlError ExplicitConversion(SqlType from, SqlType to) =>
        new(529, $"Explicit conversion from data type {from.Name} to {to.Name} is not allowed.", 16, 2) { EndsBatch = true };

    public static SqlError Conversion(SqlType from, object value, SqlType to) =>
        new(245, $"Conversion failed when converting the {from.Name} value '{value}' to data type {to.Name}.") { EndsTransaction = true, EndsBatch = true };

    public static SqlError Converting(SqlType from, SqlType to) =>
        new(8114, $"Error converting data type {from.Name} to {NumericName(to)}.", 16, 5) { EndsTransaction = true, EndsBatch = true };

    public static SqlError DateConversion() =>
        new(241, "Conversion failed when converting date and/or time from character string.") { EndsTransaction = true, EndsBatch = true };

    public static SqlError GuidConversion() =>
        new(8169, "Conversion failed when converting from a character string to uniqueidentifier.", 16, 2) { EndsTransaction = true, EndsBatch = true };

    public static SqlError DateOutOfRange(SqlType from, SqlType to) =>
        new(242, $"The conversion of a {from.Name} data type to a {to.Name} data type resulted in an out-of-range value.", 16, 3) { EndsStatement = true };

    public static SqlError Overflow(SqlType from, SqlType to) => Overflow(from.IsApproximate || from.Kind == SqlKind.Decimal ? NumericName(from) : from.Name, to);

    public static SqlError Overflow(string from, SqlType to) =>
        new(8115, $"Arithmetic overflow error converting {from} to data type {NumericName(to)}.", 16, 2) { EndsStatement = true };

    public static SqlError Overflow(SqlType to, object value) =>
        new(220, $"Arithmetic overflow error for data type {to.Name}, value = {value}.", 16, 2) { EndsStatement = true };

    public static SqlError TextOverflow(SqlType from, string value) =>
        new(248, $"The conversion of the {from.Name} value '{value}' overflowed an int column.") { EndsTransaction = true, EndsBatch = true };

    public static SqlError DivideByZero() => new(8134, "Divide by zero error encountered.") { EndsStatement = true };

    public static SqlError SubqueryTooMany() =>
        new(512, "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or when the subquery is used as an expression.") { EndsStatement = true };

    public static SqlError Truncated(string table, string column, string value) =>
        new(2628, $"String or binary data would be truncated in table '{table}', column '{column}'. Truncated value: '{value}'.") { EndsStatement = true };

    public static SqlError NullColumn(string column, string table, string statement) =>
        new(515, $"Cannot insert the value NULL into column '{column}', table '{table}'; column does not allow nulls. {statement} fails.", 16, 2) { EndsStatement = true };

    public static SqlError DuplicateConstraint(bool isPrimary, string constraint, string table, string key) =>
        new(2627, $"Violation of {(isPrimary ? "PRIMARY" : "UNIQUE")} KEY constraint '{constraint}'. Cannot insert duplicate key in object '{table}'. The duplicate key value is {key}.", 14) { EndsStatement = true };

    public static SqlError DuplicateIndex(string index, string table, string key) =>
        new(2601, $"Cannot insert duplicate key row in object '{table}' with unique index '{index}'. The duplicate key value is {key}.", 14) { EndsStatement = true };

    public static SqlError Conflict(string statement, string kind, string constraint, string database, string table, string? column) =>
        new(547, $"The {statement} statement conflicted with the {kind} constraint \"{constraint}\". The conflict occurred in database \"{database}\", table \"{table}\"{(column is null ? "" : $", column '{column}'")}.", 16, 0) { EndsStatement = true };

    public static SqlError DuplicateOnIndex(string table, string index, string key) =>
        new(1505, $"The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name '{table}' and the index name '{index}'. The duplicate key value is {key}.") { EndsStatement = true };

    public static SqlError ExistsAlready(string name) => new(2714, $"There is already an object named '{name}' in the database.", 16, 6) { EndsBatch = true };

    public static SqlError CannotDrop(string name) => new(3701, $"Cannot drop the table '{name}', because it does not exist or you do not have permission.", 11, 5);

    public static SqlError ReferencedTable(string name) => new(3726, $"Could not drop object '{name}' because it is referenced by a FOREIGN KEY constraint.");

    public static SqlError CannotTruncate(string name) => new(4712, $"Cannot truncate table '{name}' because it is being referenced by a FOREIGN KEY constraint.");

    public static SqlError IdentityInsertOff(string table) =>
        new(544, $"Cannot insert explicit value for identity column in table '{table}' when IDENTITY_INSERT is set to OFF.");

    public static SqlError IdentityUpdate(string column) => new(8102, $"Cannot update identity column '{column}'.") { EndsBatch = true };

    public static SqlError ComputedColumn(string column) =>
        new(271, $"The column \"{column}\" cannot be modified because it is either a computed column or is the result of a UNION operator.") { EndsBatch = true };

    public static SqlError RowVersionColumn() =>
        new(273, "Cannot insert an explicit value into a timestamp column. Use INSERT with a column list to exclude the timestamp column, or insert a DEFAULT into the timestamp column.") { EndsBatch = true };

    public static SqlError RowVersionUpdate() => new(272, "Cannot update a timestamp column.") { EndsBatch = true };

    public static SqlError OutputWithTrigger(string table) =>
        new(334, $"The target table '{table}' of the DML statement cannot have any enabled triggers if the statement contains an OUTPUT clause without INTO clause.") { EndsBatch = true };

    public static SqlError TriggerEndedTransaction(SqlError? cause = null) =>
        new(3609, "The transaction ended in the trigger. The batch has been aborted.") { EndsTransaction = true, EndsBatch = true, Cause = cause };

    public static SqlError DeadlockVictim(int session) =>
        new(1205, $"Transaction (Process ID {session}) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.", 13, 51) { EndsTransaction = true, EndsBatch = true };

    public static SqlError LockTimeout() => new(1222, "Lock request time out period exceeded.", 16, 51) { EndsStatement = true };

    public static SqlError Doomed() =>
        new(3930, "The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.") { EndsBatch = true };

    public static SqlError NoTransaction(string verb) =>
        new(verb == "COMMIT" ? 3902 : 3903, $"The {verb} TRANSACTION request has no corresponding BEGIN TRANSACTION.");

    public static SqlError NoSavepoint(string name) =>
        new(6401, $"Cannot roll back {name}. No transaction or savepoint of that name was found.");

    public static SqlError Denied(string permission, string @object, string database, string schema) =>
        new(229, $"The {permission} permission was denied on the object '{@object}', database '{database}', schema '{schema}'.", 14, 5) { EndsBatch = true };

    public static SqlError CannotOpenDatabase(string name, string user) =>
        new(4060, $"Cannot open database \"{name}\" requested by the login. The login failed.", 11);

    public static SqlError LoginFailed(string user) => new(18456, $"Login failed for user '{user}'.", 14);

    public static SqlError Timeout() => new(-2, "Timeout expired.", 11);

    private static string NumericName(SqlType type) => type.Kind == SqlKind.Decimal ? "numeric" : type.Name;
}
