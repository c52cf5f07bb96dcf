namespace Syncline.Tests.Suite;

/// <summary>A destination with transactions and rules, in memory, that can do everything the suite asks for; and the same with something wrong.</summary>
internal sealed class PaperDestination(string name, PaperPlace place, Fault fault, Action dropContacts) : IInserts, IUpdates, IUpserts, IDeletes, IClears, IArchives, IAddsMembers, IRemovesMembers, IEventDestination, IActionDestination, IMirrors, IMirrorsMembers, ISnapshots, IDiffs
{
    public string Identity { get; } = fault == Fault.OneIdentity ? "paper" : $"paper:{name}";

    public OperationKinds Repeatable => (OperationKinds)(-1) & ~OperationKinds.Action;

    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        if (fault == Fault.FailsToOpen) throw new DestinationException("It can't be opened.", FailureEffect.NothingPermanent);
        if (fault == Fault.NamesAreRun && name.Contains("DROP TABLE contacts", StringComparison.Ordinal)) dropContacts();
        if (fault == Fault.WipesWhenOpened)
        {
            await place.Writing.WaitAsync(cancellationToken);
            place.Content = PaperContent.Empty;
            place.Writing.Release();
        }

        return new PaperDelivery<TModel, TKey>(place, fault, context);
    }
}

/// <summary>A delivery whose batches a <see cref="PaperState"/> can join.</summary>
internal interface IPaperDelivery;
