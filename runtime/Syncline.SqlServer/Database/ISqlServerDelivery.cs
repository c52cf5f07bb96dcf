using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A delivery to a table, as a state in the same database sees it.</summary>
internal interface ISqlServerDelivery
{
    /// <summary>The database of the delivery's connection, as <see cref="SqlServerDatabase.IdentityAsync"/> gives it.</summary>
    DatabaseIdentity DatabaseIdentity { get; }
}

/// <summary>A batch applied in a transaction that is still open. A state in the same database writes its segments into it.</summary>
internal interface ISqlServerWork : IBatchWork
{
    DatabaseIdentity DatabaseIdentity { get; }

    SqlConnection Connection { get; }

    SqlTransaction Transaction { get; }

    /// <summary>Heard once, with whether the transaction was committed.</summary>
    event Action<bool>? Ended;
}
