using Syncline.TestModels;
using Xunit;

namespace Syncline.Models.Tests;

// One class a model of tests/Shared/Models; the tests are ModelTests'.

public sealed class CustomerTests : ModelTests<Customer, Customer.Key>;

public sealed class OrderLineTests : ModelTests<OrderLine, OrderLine.Key>;

public sealed class ProductTests : ModelTests<Product, Product.Key>;

public sealed class EverythingTests : ModelTests<Everything, Everything.Key>;

public sealed class EverythingNullableTests : ModelTests<EverythingNullable, EverythingNullable.Key>;

public sealed class PlanTests : ModelTests<TestModels.Plan, TestModels.Plan.Key>;

public sealed class WrappedTests : ModelTests<Wrapped, Wrapped.Key>;

public sealed class ConvertedTests : ModelTests<Converted, Converted.Key>;

public sealed class OptionsTests : ModelTests<Options, Options.Key>;

public sealed class NumberKeyTests : ModelTests<NumberKey, NumberKey.Key>;

public sealed class TimeKeyTests : ModelTests<TimeKey, TimeKey.Key>;

public sealed class OtherKeyTests : ModelTests<OtherKey, OtherKey.Key>;

public sealed class TextKeyTests : ModelTests<TextKey, TextKey.Key>;

public sealed class FoldedKeyTests : ModelTests<FoldedKey, FoldedKey.Key>;

public sealed class WrappedKeyTests : ModelTests<WrappedKey, WrappedKey.Key>;

public sealed class NullableKeyTests : ModelTests<NullableKey, NullableKey.Key>;

public sealed class NinePartsTests : ModelTests<NineParts, NineParts.Key>;

public sealed class AwkwardKeyTests : ModelTests<AwkwardKey, AwkwardKey.Key>;

public sealed class AccountTests : ModelTests<Account, Account.Key>;

public sealed class ReadingTests : ModelTests<Reading, Reading.Key>;

public sealed class VisitTests : ModelTests<Visit, Visit.Key>;

public sealed class LabelledTests : ModelTests<Labelled, Labelled.Key>
{
    [Fact]
    public async Task What_is_ignored_arrives_with_the_default_of_its_parameter()
    {
        var destination = new InMemoryDestination();
        await Labelled.Sync.RunAsync(SyncSource.From([new Labelled(1, "a", 77, "kept by the source alone")]), destination, new InMemoryStateStore(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new Labelled(1, "a", 3, "none"), destination.Records<Labelled, Labelled.Key>()[new(1)]);
    }
}

public sealed class BookedLineTests : ModelTests<BookedLine, BookedLine.Key>;

public sealed class PersonTests : ModelTests<Person, Person.Key>;

public sealed class EmployeeTests : ModelTests<Employee, Employee.Key>;

public sealed class SecretContactTests : ModelTests<SecretContact, SecretContact.Key>;

public sealed class CoordinateTests : ModelTests<Coordinate, Coordinate.Key>;

public sealed class TakenTests : ModelTests<Taken, Taken.RowKey>;

public sealed class KeywordTests : ModelTests<@record, @record.Key>;

public sealed class ObliviousTests : ModelTests<Oblivious, Oblivious.Key>;
