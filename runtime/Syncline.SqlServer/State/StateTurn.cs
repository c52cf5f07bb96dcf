using System.Globalization;

namespace Syncline;

/// <summary>Who may read the segments of a state, and who may replace them: locks by name that end with their transaction, whatever the isolation the database gives to rows.</summary>
internal static class StateTurn
{
    // A reader may be a plan whose source takes long. A log that is not folded now is folded by the next run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Keeps the segments from being replaced until the transaction ends; waits until a replacement under way is over.</summary>
    public static async ValueTask ToReadAsync(StateLink link, StateTables tables, string id, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(link, tables.LockOf(id), "Shared", wait: -1, cancellationToken).ConfigureAwait(false)) throw new StateException($"The state '{id}' in {tables.Place} is being replaced. Try again.");
    }

    /// <summary>Keeps others from reading and replacing the segments until the transaction ends.</summary>
    /// <exception cref="StateException">Somebody reads them.</exception>
    public static async ValueTask ToReplaceAsync(StateLink link, StateTables tables, string id, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(link, tables.LockOf(id), "Exclusive", (int)Patience.TotalMilliseconds, cancellationToken).ConfigureAwait(false))
        {
            throw new StateException($"The state '{id}' in {tables.Place} is being read, by a plan it may be, and was not replaced. Try again when that is done.");
        }
    }

    /// <summary>Of two that create the tables the second waits here, and finds what the first has made.</summary>
    public static async ValueTask ToCreateAsync(StateLink link, StateTables tables, CancellationToken cancellationToken)
        => await TakeAsync(link, tables.LockOf(""), "Exclusive", wait: -1, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<bool> TakeAsync(StateLink link, string resource, string mode, int wait, CancellationToken cancellationToken)
    {
        using var command = link.Command(string.Create(CultureInfo.InvariantCulture, $"DECLARE @got int; EXEC @got = sp_getapplock @Resource = @resource, @LockMode = N'{mode}', @LockOwner = N'Transaction', @LockTimeout = {wait}; SELECT @got;"))
            .With("@resource", resource, 255);
        // 0 and 1 say that it is taken.
        return await command.ScalarAsync(cancellationToken).ConfigureAwait(false) is int and >= 0;
    }
}
