using Syncline;

namespace WrongOnPurpose;

[SyncModel(nameof(Id))]
public record NotPartial(int Id, string Name);

[SyncModel]
public partial record WithoutKey(int Id, string Name);

[SyncModel("Idd")]
public partial record KeyOfNothing(int Id, string Name);

[SyncModel(nameof(Id))]
public partial record KeyMayBeNull(int? Id, string Name);

[SyncModel(nameof(Score))]
public partial record KeyIsFloat(double Score, string Name);

[SyncModel(nameof(Id))]
public partial record Unmapped(int Id, List<string> Tags, [property: SyncColumn(IgnoreCase = true)] int Age);

[SyncModel(nameof(Id))]
public partial record OneColumnTwice(int Id, [property: SyncColumn("ID")] int LegacyId);

[SyncModel(nameof(Id), nameof(Id))]
public partial record PartTwice(int Id, string Name);

[SyncModel(nameof(Id))]
public partial record KeyNotCompared([property: SyncColumn(Compare = false)] int Id, string Name);

[SyncModel(nameof(Id))]
public partial class OutOfReach
{
    public OutOfReach(object settings) => Id = settings.GetHashCode();

    public int Id { get; set; }
}

[SyncModel(nameof(Id))]
public abstract partial record Unfinished(int Id, string Name);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public partial record HiddenMode(int Id, string Name)
{
    // Compiles, and is another mode than it seems.
    public const SyncMode Upsert = SyncMode.Insert;
}

[SyncModel(nameof(Id))]
public partial record NameIsTaken(int Id, string Key);

[SyncModel(nameof(Id), PrimaryKey = [nameof(Code)])]
public partial record TwoKeys(int Id, string Code);

[SyncModel(nameof(Id))]
public partial record Values(int Id, double Weight, DateTime StartedLocal, string Email);
