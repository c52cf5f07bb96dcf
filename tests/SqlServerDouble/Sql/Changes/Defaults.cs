using System.Globalization;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>What the server gives a column that the statement left out.</summary>
internal static class Defaults
{
    /// <param name="missing">Stands in the row for a value that was not given.</param>
    public static object?[] Fill(object?[] row, object missing, Table table, Session session)
    {
        for (var index = 0; index < row.Length; index++)
        {
            var column = table.Columns[index];
            if (column.Identity is { } identity)
            {
                if (row[index] == missing)
                    row[index] = SqlConvert.To(identity.Next(), SqlType.BigInt, column.Type);
                else
                    identity.Saw(System.Convert.ToInt64(row[index] is SqlNumeric number ? (long)number.Truncate() : row[index], CultureInfo.InvariantCulture));
                session.LastIdentity = row[index] is SqlNumeric exact ? (long)exact.Truncate() : System.Convert.ToInt64(row[index], CultureInfo.InvariantCulture);
            }
            else if (row[index] == missing)
            {
                row[index] = column.GeneratedAlways switch
                {
                    1 => SqlConvert.To(session.Instance.Clock.GetUtcNow().UtcDateTime, SqlType.DateTime2(7), column.Type),
                    2 => DateTime.MaxValue,
                    _ => column.Default?.Evaluate(session),
                };
            }
        }

        return row;
    }
}
