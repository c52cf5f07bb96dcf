using System.Transactions;

namespace Syncline;

/// <summary>The transaction that a caller runs a sync in. A connection of ours that took part in it would have its rows undone behind the state's back.</summary>
internal static class CallersTransaction
{
    /// <summary>Stays out of it until disposed of; null where there is none.</summary>
    public static IDisposable? StayOut() => Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
