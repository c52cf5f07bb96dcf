using Syncline.Generator.Tests.Harness;
using Xunit;

namespace Syncline.Generator.Tests;

/// <summary>What a destination can't do doesn't compile.</summary>
public sealed class CapabilityTests
{
    private const string Source = """
        namespace Shop;

        [SyncModel(nameof(Id))]
        [Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
        [Sync("Add", Mode = Insert)]
        public partial record Customer(int Id);

        [SyncModel(nameof(Id), KeepRows = true)]
        [Sync(Mode = Upsert)]
        [Sync("Remove", Type = SyncType.Segments, Mode = SyncMode.Remove)]
        public partial record Kept(int Id);

        public abstract class Upserter : IUpserts
        {
            public abstract string Identity { get; }
        }

        public sealed class Inserter : IInserts<Customer>
        {
            public string Identity => "inserter";

            public ValueTask InsertAsync(RowBatch<Customer> batch, CancellationToken cancellationToken) => default;
        }

        public abstract class Everything : IInserts, IUpserts, IDeletes
        {
            public abstract string Identity { get; }
        }
        """;

    [Theory]
    [InlineData("Customer.AddSync.RunAsync(source, inserter, state)")]
    [InlineData("Customer.AddSync.RunAsync(source, everything, state, cancellationToken: default)")]
    [InlineData("Customer.Sync.RunAsync(source, everything, state)")]
    [InlineData("Customer.Sync.To(everything).RunAsync(source, state)")]
    [InlineData("Customer.Sync.TryTo(any, out var bound) ? bound.RunAsync(source, state) : null")]
    [InlineData("Customer.Sync.PlanAsync(source, state).Result.ApplyAsync(everything)")]
    [InlineData("Kept.Sync.PlanAsync(null!, state).Result.ApplyAsync((Upserter)any)")]
    [InlineData("Kept.Sync.PlanUndoAsync(state).Result.ApplyAsync(everything)")]
    [InlineData("Customer.Sync.ResetAsync(state)")]
    [InlineData("Customer.Sync.ResyncAsync(state, \"tenant\")")]
    public void What_a_destination_can_do_compiles(string call) => Generated.Clean(Source, Call(call));

    [Theory]
    [InlineData("Customer.Sync.RunAsync(source, inserter, state)")]
    [InlineData("Customer.Sync.To(inserter)")]
    [InlineData("Customer.Sync.PlanAsync(source, state).Result.ApplyAsync(inserter)")]
    [InlineData("Customer.Sync.RunAsync(source, any, state)")]
    public void What_it_can_not_is_CS0311(string call)
    {
        var findings = Generated.Run(Source, Call(call)).Findings();

        Assert.Equal(2, findings.Count);
        Assert.All(findings, finding => Assert.StartsWith("CS0311", finding, StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("'Syncline.IUpserts'", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("'Syncline.IDeletes'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Kept.Sync.PlanUndoAsync(state).Result.ApplyAsync((Upserter)any)", "CS0311")]
    [InlineData("Kept.RemoveSync.PlanUndoAsync(state)", "CS0117")]
    [InlineData("Customer.Sync.PlanUndoAsync(state)", "CS0117")]
    public void An_undo_asks_for_what_takes_back_and_is_there_only_where_rows_are_kept(string call, string error)
        => Assert.StartsWith(error, Assert.Single(Generated.Run(Source, Call(call)).Findings()), StringComparison.Ordinal);

    private static string Call(string call) => $$"""
        namespace Shop;

        public static class Caller
        {
            public static object? Call(ISyncSource<Customer> source, IStateStore state, Inserter inserter, Everything everything, IDestination any) => {{call}};
        }
        """;
}
