using Syncline.Tests;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>Runs syncs against an API.</summary>
public abstract class Runs : ApiRuns, IAsyncLifetime
{
    protected RestApi Api { get; } = new();

    public async ValueTask InitializeAsync() => await Api.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Api.DisposeAsync();
    }

    protected Task<SyncReport> RunAsync(SyncDefinition sync, HttpDestination destination, params Person[] rows) => RunAsync<Person, Person.Key>(sync, destination, rows);

    protected IEnumerable<string> At(string place) => Api.Places.TryGetValue(place, out var records) ? records.Select(static record => $"{record.Key}: {record.Value["name"]?.GetValue<string>()}") : [];

    protected static Person[] People(int count) => [.. Enumerable.Range(1, count).Select(static i => new Person($"p{i:000}", $"Name {i}", i))];
}
