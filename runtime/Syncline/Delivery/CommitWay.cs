namespace Syncline;

/// <summary>How a batch and what it means to the state come to hold together.</summary>
internal enum CommitWay
{
    /// <summary>Keys are marked in doubt, the batch is sent, the answer clears the marks: at least once.</summary>
    Marked,

    /// <summary>State and destination are one database: one transaction for both.</summary>
    Joined,

    /// <summary>The state is written as prepared, the batch is committed, and the destination can tell whether it was.</summary>
    Prepared,
}

/// <summary>Finds the way of a run.</summary>
internal static class CommitWays
{
    public static CommitWay Of(IStateSession session, IDelivery delivery)
        => session.CanJoin(delivery) ? CommitWay.Joined : delivery is IConfirmsCommits ? CommitWay.Prepared : CommitWay.Marked;
}
