using Syncline;

namespace WrongOnPurpose;

[SyncModel(nameof(Id))]
[Sync("A", Mode = Add)]
[Sync("B")]
[Sync("C", Type = SyncType.Actions, Mode = Insert, FirstRun = FirstRunPolicy.Refuse)]
[Sync("D", Mode = Upsert, WhenRemoved = WhenRemoved.RemoveMember)]
[Sync("not a name", Mode = Upsert)]
[Sync<Crm>("F", Mode = Update)]
[Sync("G", Mode = Upsert, ActOn = SyncChanges.None)]
[Sync("H", Mode = Diff)]
[Sync("I", Mode = All)]
public partial record WrongSyncs(Guid Id, string Name);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public partial record User(Guid Id, string Name);

[SyncModel(nameof(Id))]
[Sync<Warehouse>(Mode = Upsert)]
public partial record Article(Guid Id, string Code);

public abstract class Crm : IUpserts
{
    public abstract string Identity { get; }
}

[FindsRecordBy("code")]
[NeedsColumn("unit")]
public abstract class Warehouse : IUpserts
{
    public abstract string Identity { get; }
}
