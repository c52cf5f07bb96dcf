namespace AudienceSync;

/// <summary>A service that the shop's customers are synced to: its double, and the syncs that go there.</summary>
internal interface IService : IAsyncDisposable
{
    /// <summary>Starts the double, with what is there before the first run.</summary>
    Task StartAsync();

    /// <summary>Delivers what changed in the shop.</summary>
    Task RunAsync();

    /// <summary>Archives what a former tool left behind.</summary>
    Task ArchiveAsync();

    /// <summary>Looks whether all is there in the end, and nothing else.</summary>
    void Check();
}
