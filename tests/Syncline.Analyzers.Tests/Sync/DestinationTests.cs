using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Sync;

/// <summary>SYNC106.</summary>
public sealed class DestinationTests
{
    private const string Destinations = """


        public abstract class Crm : IUpserts, IInserts, IClears { public abstract string Identity { get; } }

        public abstract class Typed : IUpserts<Customer>, IDeletes<Customer.Key>
        {
            public abstract string Identity { get; }
            public abstract ValueTask UpsertAsync(RowBatch<Customer> batch, CancellationToken cancellationToken);
            public abstract ValueTask DeleteAsync(KeyBatch<Customer.Key> batch, CancellationToken cancellationToken);
        }

        [SyncModel("Id")] public partial record Order(Guid Id);

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

        public class Bare : IUpserts { public string Identity => "bare"; }

        public class BareMirror : IMirrors { public string Identity => "bare"; }

        public abstract class Mute : IDestination { public abstract string Identity { get; } }
        """;

    [Theory]
    [InlineData("Sync<Crm>([|Mode = Update|])", "'Crm' does not take Objects with Update: it takes Upsert and Insert")]
    [InlineData("Sync<Crm>(Mode = Upsert, [|WhenRemoved = WhenRemoved.Delete|])", "'Crm' does not take WhenRemoved = Delete: it takes Keep and Clear")]
    [InlineData("Sync<Mute>(\"Note\", [|Mode = Upsert|])", "'Mute' does not take Objects with Upsert: it takes none of the modes of Objects")]
    [InlineData("Sync<Orders>([|Mode = Upsert|])", "'Orders' does not take Objects with Upsert: it takes Upsert of Order, not of Customer")]
    [InlineData("Sync<Orders>([|Mode = Upsert|], WhenRemoved = WhenRemoved.Clear)", "'Orders' does not take Objects with Upsert: it takes Upsert of Order, not of Customer")]
    [InlineData("Sync<Orders>([|Mode = Insert|])", "'Orders' does not take Objects with Insert: it takes Upsert of Order, not of Customer")]
    [InlineData("Sync<Half>(Mode = Upsert, [|WhenRemoved = WhenRemoved.Delete|])", "'Half' does not take WhenRemoved = Delete: it takes Delete of Order, not of Customer")]
    [InlineData("Sync<BareMirror>([|Mode = All|])", "'BareMirror' does not take Objects with All: IMirrors alone takes no rows, so implement an OpenAsync that gives an IWholeDelivery")]
    [InlineData("Sync<Bare>([|Mode = Upsert|])", "'Bare' does not take Objects with Upsert: IUpserts alone takes no rows, so implement IUpserts<Customer> or OpenAsync")]
    [InlineData("Sync<Bare>([|Mode = Insert|])", "'Bare' does not take Objects with Insert: it takes none of the modes of Objects")]
    [InlineData("Sync<Mute>(Type = SyncType.Segments, [|Mode = Add|])", "'Mute' does not take Segments with Add: it takes none of the modes of Segments")]
    [InlineData("[|Sync<Mute>(Type = SyncType.Actions, FirstRun = FirstRunPolicy.Backfill)|]", "'Mute' does not take Actions: it is no IActionDestination")]
    [InlineData("Sync<Typed>([|Mode = Insert|])", "'Typed' does not take Objects with Insert: it takes Upsert")]
    public Task What_the_destination_does_not_take(string sync, string message) => Check.Fires(Model(sync), $"SYNC106: {message}");

    [Theory]
    [InlineData("Sync<Crm>(Mode = Insert, WhenRemoved = WhenRemoved.Clear)")]
    [InlineData("Sync<Typed>(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)")]
    [InlineData("Sync<InMemoryDestination>(Mode = Update, WhenRemoved = WhenRemoved.Delete)")]
    [InlineData("Sync(Mode = Update)")]
    [InlineData("Sync<Missing>(Mode = Update)", "CS0246")]
    [InlineData("Sync<string>(Mode = Update)", "CS0311")]
    [InlineData("Sync<>(Mode = Update)", "CS7003")]
    public Task Silent_on_what_it_takes_and_on_what_is_missing(string sync, string? error = null) => Check.Silent(Model(sync), error is null ? [] : [error]);

    [Fact]
    public Task Fix_offers_what_it_takes() => CheckFix.Offers("SYNC106", Model("Sync<Crm>(Mode = Update)"), "Set Mode = Upsert", "Set Mode = Insert");

    [Fact]
    public Task Fix_offers_nothing_where_it_takes_nothing() => CheckFix.Offers("SYNC106", Model("Sync<Mute>(Mode = Update)"));

    [Fact]
    public Task Fix() => CheckFix.Makes("SYNC106", "Set WhenRemoved = Clear", Model("Sync<Crm>(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)"), Model("Sync<Crm>(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)"));

    [Fact]
    public Task Fix_all() => CheckFix.MakesAll("SYNC106", "Set Mode = Upsert", Model("Sync<Crm>(Mode = Update), Sync<Typed>(\"B\", Mode = Insert)"), Model("Sync<Crm>(Mode = Upsert), Sync<Typed>(\"B\", Mode = Upsert)"));

    private static string Model(string sync) => $"[SyncModel(\"Id\"), {sync}] public partial record Customer(Guid Id, string? Name);" + Destinations;
}
