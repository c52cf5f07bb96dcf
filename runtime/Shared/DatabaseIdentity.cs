namespace Syncline;

/// <summary>What tells the database a connection is in from every other, by whatever name it was reached.</summary>
/// <param name="Database">What the database calls itself. It outlasts a restart of the server, and a physical copy of it has it, too.</param>
/// <param name="ServerStart">When its server was started: what tells two that run side by side from each other though one is a copy.</param>
internal sealed record DatabaseIdentity(string Database, string ServerStart)
{
    /// <summary>Before there is a connection.</summary>
    public static DatabaseIdentity None { get; } = new("", "");

    /// <summary>Whether a connection that was opened later may be in the same database: its server may have been restarted since. That it is no copy the lease tells, whose row is looked for there.</summary>
    public bool MayStillBe(DatabaseIdentity later) => Database == later.Database;
}
