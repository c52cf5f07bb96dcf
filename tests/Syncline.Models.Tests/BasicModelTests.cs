using Syncline.TestModels;
using Xunit;

namespace Syncline.Models.Tests;

public sealed class BasicModelTests
{
    private static readonly Customer Row = new(7, "ada@example.org", null, 12.50m, new(2024, 2, 29), true, 36, 1.5);

    [Fact]
    public void Key_of_a_row_is_its_key_parts()
        => Assert.Equal(new Customer.Key(7), Row.GetKey());

    [Fact]
    public void Definition_says_what_the_attribute_says()
    {
        Assert.Equal(
            new SyncDefinition("Customer.Sync", "Syncline.TestModels.Customer/", SyncType.Objects, Upsert) { WhenRemoved = WhenRemoved.Delete },
            Customer.Sync.Definition);
        Assert.Equal(
            new SyncDefinition("OrderLine.WarehouseSync", "Syncline.TestModels.OrderLine/Warehouse", SyncType.Objects, Upsert),
            OrderLine.WarehouseSync.Definition);
    }
}
