using Syncline.Doubles.Engine;

namespace Syncline.Doubles.Sql.Batches;

/// <summary>Who asked: gets what the statements of a batch give, in order.</summary>
internal interface IClient
{
    void Rows(RowSet rows);

    /// <summary>A statement has ended.</summary>
    /// <param name="count">Rows it gave or changed; null where it counts none.</param>
    void Done(long? count);

    void Info(int number, string message, int errorClass = 0, int state = 1);

    void Error(SqlError error);

    void DatabaseChanged(string from, string to);
}
