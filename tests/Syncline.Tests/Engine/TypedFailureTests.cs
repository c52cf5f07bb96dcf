using System.Net;
using System.Net.Sockets;

namespace Syncline.Tests.Engine;

/// <summary>What the exceptions of a user's own destination mean, on a clock that the test drives.</summary>
public sealed class TypedFailureTests
{
    private readonly ItemBench _bench = new() { Configure = options => options.MaxWait = TimeSpan.FromMinutes(5) };

    public static TheoryData<Exception> Passing() =>
    [
        new HttpRequestException("reset"),
        Status(HttpStatusCode.RequestTimeout),
        Status(HttpStatusCode.TooManyRequests),
        Status(HttpStatusCode.InternalServerError),
        Status(HttpStatusCode.ServiceUnavailable),
        new TimeoutException("timed out"),
        new IOException("the line went dead"),
        new SocketException(10054),
        new TaskCanceledException("timed out"),
    ];

    public static TheoryData<Exception> Lasting() =>
    [
        Status(HttpStatusCode.BadRequest),
        Status(HttpStatusCode.NotFound),
        new FileNotFoundException("not there"),
        new OperationCanceledException("gave up"),
        new InvalidOperationException("a bug"),
    ];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task WhatPassesIsTriedAgainInTheSameRun(Exception failure)
    {
        var service = new Service { Repeatable = OperationKinds.Upsert, Failure = failure, Failures = 2 };
        var report = await RunAsync(service);
        Assert.Equal((SyncStatus.Succeeded, 3L, 3), (report.Status, report.Counts.Succeeded, service.Calls));
        Assert.Null(report.Message);
        Assert.True(report.Duration > TimeSpan.FromSeconds(1), "it waited between the tries");
    }

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task WhatMayNotBeRepeatedIsParkedAsEver(Exception failure)
    {
        var service = new Service { Failure = failure, Failures = 1 };
        var report = await RunAsync(service);
        Assert.Equal((SyncStatus.Failed, 3L, 1), (report.Status, report.Counts.Unknown, service.Calls));
        Assert.True(Assert.Single(report.Troubled.Take(1)).Parked);
        Assert.Same(failure, report.Error);
    }

    [Theory]
    [MemberData(nameof(Lasting), DisableDiscoveryEnumeration = true)]
    public async Task WhatLastsIsNotTriedAgain(Exception failure)
    {
        var service = new Service { Repeatable = OperationKinds.Upsert, Failure = failure, Failures = 1 };
        var report = await RunAsync(service);
        Assert.Equal((SyncStatus.Failed, 3L, 1), (report.Status, report.Counts.Unknown, service.Calls));
        Assert.Equal($"The destination threw {failure.GetType().Name}: {failure.Message}.", report.Message);
    }

    [Fact]
    public async Task OneThatNeverPassesEndsWithItsOwnException()
    {
        var service = new Service { Repeatable = OperationKinds.Upsert, Failure = Status(HttpStatusCode.ServiceUnavailable), Failures = int.MaxValue };
        var report = await RunAsync(service);
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Unknown));
        Assert.Equal("The destination threw HttpRequestException: ServiceUnavailable.", report.Message);
        Assert.Same(service.Failure, report.Error);
        // The waits grow to half a minute, so that few tries use up MaxWait.
        Assert.True(report.Duration >= TimeSpan.FromMinutes(4));
        Assert.InRange(service.Calls, 8, 100);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task AnAccountThatIsNotLetInEndsDelivery(HttpStatusCode status)
    {
        _bench.Configure += options => options.BatchSize = 2;
        var service = new Service { Repeatable = OperationKinds.Upsert, Failure = Status(status), Failures = 1 };
        var report = await RunAsync(service);
        Assert.Equal((SyncStatus.Failed, 3L, 0L, 1), (report.Status, report.Counts.Deferred, report.Counts.Unknown, service.Calls));
        Assert.Equal($"The destination does not let the account in, or do this: {status}. Look at its credentials and permissions, then run again. What was not sent is deferred until then.", report.Message);
        Assert.Equal(3, (await RunAsync(service)).Counts.Succeeded);
    }

    [Fact]
    public async Task OfSeveralItemsThatMayNotBeRepeatedOneMayHaveBeenApplied()
    {
        var service = new Service { Failure = Status(HttpStatusCode.Unauthorized), Failures = 2 };
        Assert.Equal(3, (await RunAsync(service)).Counts.Unknown);
        _bench.Store = new();
        _bench.Configure += options => options.BatchSize = 1;
        Assert.Equal(3, (await RunAsync(service)).Counts.Deferred);
    }

    [Fact]
    public async Task TheRunsOwnCancelIsNoFailureThatPasses()
    {
        using var stop = new CancellationTokenSource();
        var service = new Service { Repeatable = OperationKinds.Upsert, Waiting = token => { stop.Cancel(); return Task.Delay(Timeout.Infinite, token); } };
        var report = await RunAsync(service, stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 3L, 1), (report.Status, report.Counts.Unknown, service.Calls));
    }

    private static HttpRequestException Status(HttpStatusCode status) => new($"{status}", null, status);

    private async Task<SyncReport> RunAsync(Service service, CancellationToken? cancellationToken = null)
    {
        var run = SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(3)), service, _bench.Store, _bench.Options(), cancellationToken ?? TestContext.Current.CancellationToken);
        while (!run.IsCompleted)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await run;
    }

    private sealed class Service : IUpserts<Item>
    {
        public string Identity => "service";

        public OperationKinds Repeatable { get; init; }

        public Exception? Failure { get; init; }

        public int Failures { get; init; }

        public Func<CancellationToken, Task>? Waiting { get; init; }

        public int Calls { get; private set; }

        public async ValueTask UpsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken)
        {
            if (Calls++ < Failures) throw Failure!;
            if (Waiting is not null) await Waiting(cancellationToken);
        }
    }
}
