using Microsoft.CodeAnalysis;
using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Calls;

/// <summary>SYNC401 to SYNC403.</summary>
public sealed class CallTests
{
    private const string Ignored = "is thrown away, so nobody sees rejected rows or a run that stopped: look at its Status";

    [Theory]
    [InlineData("await [|Customer.Sync.RunAsync(source, everything, state)|];", "Customer.Sync.RunAsync")]
    [InlineData("await [|Customer.Sync.RunAsync(source, everything, state)|].ConfigureAwait(false);", "Customer.Sync.RunAsync")]
    [InlineData("[|Customer.Sync.RunAsync(source, everything, state)|].Wait();", "Customer.Sync.RunAsync")]
    [InlineData("await ([|bound.RunAsync(source, state)|]);", "bound.RunAsync")]
    [InlineData("await [|plan.ApplyAsync(everything)|];", "plan.ApplyAsync")]
    public Task SYNC401_report_that_nobody_reads(string statement, string call) => Check.Fires(Caller(statement), $"SYNC401: The report of '{call}' {Ignored}");

    [Theory]
    [InlineData("async Task Run() => await [|Customer.Sync.RunAsync(source, everything, state)|];")]
    [InlineData("async ValueTask Run() => await [|Customer.Sync.RunAsync(source, everything, state)|].ConfigureAwait(false);")]
    [InlineData("void Run() => [|Customer.Sync.RunAsync(source, everything, state)|].Wait();")]
    [InlineData("void Run() => [|Customer.Sync.RunAsync(source, everything, state)|].GetAwaiter().GetResult();")]
    [InlineData("Func<Task> run = async () => await [|Customer.Sync.RunAsync(source, everything, state)|];")]
    [InlineData("Action run = () => [|Customer.Sync.RunAsync(source, everything, state)|].Wait();")]
    [InlineData("Func<int, Task> run = async _ => await [|Customer.Sync.RunAsync(source, everything, state)|];")]
    [InlineData("Action run = async () => await [|Customer.Sync.RunAsync(source, everything, state)|];")]
    [InlineData("await Task.WhenAll([|Customer.Sync.RunAsync(source, everything, state)|], Task.CompletedTask);")]
    [InlineData("await Task.WhenAll([[|Customer.Sync.RunAsync(source, everything, state)|]]);")]
    [InlineData("Task.WaitAll(new Task[] { [|Customer.Sync.RunAsync(source, everything, state)|] });")]
    [InlineData("async Task Run() => await Task.WhenAll([|Customer.Sync.RunAsync(source, everything, state)|]).ConfigureAwait(false);")]
    public Task SYNC401_report_that_a_body_or_a_group_drops(string statement) => Check.Fires(Caller(statement), $"SYNC401: The report of 'Customer.Sync.RunAsync' {Ignored}");

    [Fact]
    public Task SYNC401_every_report_of_a_group() => Check.Fires(
        Caller("await Task.WhenAll([|Customer.Sync.RunAsync(source, everything, state)|], [|bound.RunAsync(source, state)|]);"),
        $"SYNC401: The report of 'Customer.Sync.RunAsync' {Ignored}",
        $"SYNC401: The report of 'bound.RunAsync' {Ignored}");

    [Theory]
    [InlineData("async Task<SyncReport> Run() => await Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("Task<SyncReport> Run() => Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("Task Run() => Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("var run = async () => await Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("Func<Task<SyncReport>> run = async () => await Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("Func<SyncReport> run = () => Customer.Sync.RunAsync(source, everything, state).GetAwaiter().GetResult();")]
    [InlineData("async Task Run() => _ = await Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("var reports = await Task.WhenAll(Customer.Sync.RunAsync(source, everything, state));")]
    [InlineData("var run = Customer.Sync.RunAsync(source, everything, state); await Task.WhenAll(run); Console.Write(run.Result);")]
    [InlineData("async Task Run() => await Customer.Sync.RunAsync(source, everything", "CS1026", "CS1002", "CS7036")]
    public Task SYNC401_silent_where_somebody_may_read_it(string statement, params string[] errors) => Check.Silent(Caller(statement), errors);

    [Theory]
    [InlineData("var report = await Customer.Sync.RunAsync(source, everything, state); Console.Write(report);")]
    [InlineData("_ = await Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("SyncReport report; report = await plan.ApplyAsync(everything);")]
    [InlineData("Console.Write((await bound.RunAsync(source, state)).Status);")]
    [InlineData("await RunAsync(); async Task RunAsync() => await Task.Yield();")]
    [InlineData("await Customer.Sync.RunAsync(source, everything", "CS1026", "CS1002", "CS7036")]
    [InlineData("await Customer.Missing.RunAsync(source, everything, state);", "CS0117")]
    public Task SYNC401_silent_where_it_is_read_or_discarded(string statement, params string[] errors) => Check.Silent(Caller(statement), errors);

    [Theory]
    [InlineData("_ = Customer.Sync.RunAsync(source, [|upserter|], state);", "Customer.Sync.RunAsync", "upserts and deletes", "Upserter", "IDeletes")]
    [InlineData("_ = Customer.Sync.RunAsync(state: state, destination: [|upserter|], source: source);", "Customer.Sync.RunAsync", "upserts and deletes", "Upserter", "IDeletes")]
    [InlineData("Customer.Sync.To([|any|]);", "Customer.Sync.To", "upserts and deletes", "IDestination", "IUpserts and IDeletes; TryTo asks a destination when the program runs")]
    [InlineData("var report = await plan.ApplyAsync([|upserter|]);", "plan.ApplyAsync", "upserts and deletes", "Upserter", "IDeletes")]
    public Task SYNC402_destination_that_lacks_something(string statement, string call, string needs, string destination, string lacks)
        => Check.Fires(Caller(statement), $"SYNC402: '{call}' takes a destination that {needs}, but '{destination}' lacks {lacks}", "CS0311");

    [Theory]
    [InlineData("_ = Customer.Sync.RunAsync(source, everything, state);")]
    [InlineData("_ = Customer.Sync.TryTo(any, out _);")]
    [InlineData("_ = Customer.Sync.RunAsync(source, missing, state);", "CS0103")]
    [InlineData("_ = Customer.Sync.RunAsync(source, everything);", "CS7036")]
    public Task SYNC402_silent_where_it_can_and_where_code_is_half_typed(string statement, string? error = null) => Check.Silent(Caller(statement), error is null ? [] : [error]);

    [Theory]
    [InlineData("_ = Customer.Sync.RunAsync(source, [|new Orders()|], state);", "lacks IUpserts<Customer> and IDeletes<Customer.Key>")]
    [InlineData("_ = Customer.Sync.RunAsync(source, [|new Half()|], state);", "lacks IDeletes<Customer.Key>")]
    [InlineData("var report = await plan.ApplyAsync([|new Bare()|]);", "lacks IUpserts<Customer> and IDeletes<Customer.Key>")]
    public Task SYNC402_destination_typed_for_another_model(string statement, string lacks)
        => Check.Fires(
            Caller(statement) + Own,
            $"SYNC402: '{(statement.Contains("plan", StringComparison.Ordinal) ? "plan.ApplyAsync" : "Customer.Sync.RunAsync")}' takes a destination that upserts and deletes, but '{statement.Split("new ")[1].Split('(')[0]}' {lacks}");

    [Theory]
    [InlineData("_ = Order.Sync.RunAsync(null!, new Orders(), state);")]
    [InlineData("_ = Customer.Sync.RunAsync(source, new Opens(), state);")]
    [InlineData("_ = Customer.Sync.RunAsync(source, new InMemoryDestination(), state);")]
    public Task SYNC402_silent_on_the_right_model_and_on_what_opens_itself(string statement) => Check.Silent(Caller(statement) + Own);

    private const string Own = """

        [SyncModel("Id"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)] public partial record Order(int Id);

        public class Orders : IUpserts<Order>, IDeletes<Order.Key>
        {
            public string Identity => "orders";
            public ValueTask UpsertAsync(RowBatch<Order> batch, CancellationToken cancellationToken) => default;
            public ValueTask DeleteAsync(KeyBatch<Order.Key> batch, CancellationToken cancellationToken) => default;
        }

        public class Half : IUpserts<Customer>, IDeletes<Order.Key>
        {
            public string Identity => "half";
            public ValueTask UpsertAsync(RowBatch<Customer> batch, CancellationToken cancellationToken) => default;
            public ValueTask DeleteAsync(KeyBatch<Order.Key> batch, CancellationToken cancellationToken) => default;
        }

        public class Bare : IUpserts, IDeletes { public string Identity => "bare"; }

        public class Opens : IUpserts, IDeletes
        {
            public string Identity => "opens";
            public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
                where TModel : ISyncModel<TModel, TKey>
                where TKey : struct, ISyncKey<TKey>
                => throw new NotSupportedException();
        }
        """;

    [Fact]
    public Task SYNC403_state_in_memory() => Check.Fires(
        "class Program { readonly InMemoryStateStore _state = [|new()|]; IStateStore Other() => [|new Syncline.InMemoryStateStore()|]; }",
        "SYNC403: InMemoryStateStore forgets the state with the process, so each start is a first run and delivers every row: use a store that lasts",
        "SYNC403: InMemoryStateStore forgets the state with the process, so each start is a first run and delivers every row: use a store that lasts");

    [Fact]
    public Task SYNC403_silent_in_a_test_project() => Check.Silent(
        TestSettings.Usual with { References = [MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location)] },
        "class Tests { readonly InMemoryStateStore _state = new(); }");

    [Fact]
    public Task SYNC403_silent_on_others() => Check.Silent("class Program { readonly object _state = new(); class InMemoryStateStore; object Other() => new InMemoryStateStore(); }");

    private static string Caller(string statement) => $$"""
        [SyncModel("Id"), Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)] public partial record Customer(int Id);

        public abstract class Upserter : IUpserts { public abstract string Identity { get; } }

        public abstract class Everything : IUpserts, IDeletes { public abstract string Identity { get; } }

        public static class Caller
        {
            public static async Task Call(ISyncSource<Customer> source, IStateStore state, Upserter upserter, Everything everything, IDestination any, BoundSync<Customer> bound, Customer.Sync.Plan plan)
            {
                await Task.Yield();
                {{statement}}
            }
        }
        """;
}
