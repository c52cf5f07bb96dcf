namespace Syncline.TestModels
{
    [SyncModel(nameof(Id))]
    public partial class Account
    {
        public Account(long id, string owner, int retries = 3)
        {
            Id = id;
            Owner = owner;
            _ = retries;
        }

        public long Id { get; }

        public string Owner { get; }

        public string? Note { get; set; }

        public bool IsOpen { get; private set; } = true;

        public string Summary => $"{Id}: {Owner}";
    }

    [SyncModel(nameof(Id))]
    public partial struct Reading
    {
        public int Id { get; set; }

        public float? Value { get; init; }
    }

    [SyncModel(nameof(Id))]
    public partial record Visit(int Id, string Page)
    {
        public required DateTime At { get; init; }

        public string? Referrer { get; set; }

        [SyncIgnore]
        public required List<string?> Trail { get; init; }

        public string Summary => $"{Page} at {At.Ticks}";
    }

    [SyncModel(nameof(Id))]
    [Sync(Mode = Upsert)]
    public partial record Labelled(int Id, string Name, [property: SyncIgnore] int Shelf = 3, [property: SyncIgnore] string Note = "none");

    public abstract record Entity([property: SyncColumn("entity_id")] int Id)
    {
        public abstract string Label { get; init; }

        public DateTime ChangedAt { get; init; }
    }

    [SyncModel(nameof(Id))]
    public partial record Person(int Id, [property: Sensitive] string Email) : Entity(Id)
    {
        [SyncColumn("label")]
        public override string Label { get; init; } = "";
    }

    [SyncModel(nameof(Id))]
    public sealed partial record Employee(int Id, string Email, [Sensitive] decimal Salary) : Person(Id, Email);

    public record Contact(int Id, string Phone);

    [SyncModel(nameof(Id))]
    public sealed partial record SecretContact(int Id, [Sensitive] string Phone, string City) : Contact(Id, Phone);

    [SyncModel(nameof(Id))]
    public partial record struct Coordinate([Sensitive] int Id, [property: Sensitive] double Latitude, double Longitude);

    public static partial class Exports<TTenant, TWriter>
    {
        internal partial interface IParts
        {
            [SyncModel(nameof(Id))]
            [Sync("Crm", Mode = Upsert)]
            internal sealed partial record Customer(int Id, string Name);
        }
    }

    [SyncModel(nameof(Key))]
    [Sync(Mode = SyncMode.Upsert)]
    public partial record Taken(int Key, string Column, int GetKey, int FindChanges, int Sync);
}

#pragma warning disable CA1050 // The global namespace is what is tested.
[Syncline.SyncModel(nameof(@int))]
public partial record @record(int @int, string? @string, Syncline.TestModels.Tier @namespace)
{
    public required bool @required { get; init; }
}

#nullable disable

namespace Syncline.TestModels
{
    [SyncModel(nameof(Code))]
    public partial class Oblivious
    {
        public string Code { get; set; }

        public string Title { get; set; }

        public byte[] Image { get; set; }
    }
}
