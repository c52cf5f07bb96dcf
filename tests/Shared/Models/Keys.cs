namespace Syncline.TestModels;

[SyncModel(nameof(H), nameof(G), nameof(F), nameof(E), nameof(D), nameof(C), nameof(B), nameof(A))]
public readonly partial record struct NumberKey(byte A, sbyte B, short C, ushort D, int E, uint F, long G, ulong H, string? Note);

[SyncModel(nameof(A), nameof(B), nameof(C), nameof(D), nameof(E))]
public readonly partial record struct TimeKey(DateTime A, DateTimeOffset B, DateOnly C, TimeOnly D, TimeSpan E);

[SyncModel(nameof(A), nameof(B), nameof(C), nameof(D), nameof(E), nameof(F))]
public partial record struct OtherKey(bool A, char B, decimal C, Guid D, nint E, nuint F);

[SyncModel(nameof(Name))]
[Sync(Mode = Insert)]
public sealed partial record TextKey(string Name, int Value);

[SyncModel(nameof(Email), nameof(Tenant))]
[Sync(Mode = Upsert)]
public sealed partial record FoldedKey([property: SyncColumn(IgnoreCase = true)] string Email, string Tenant, int Value);

[SyncModel(nameof(Id))]
public sealed partial record WrappedKey(CustomerId Id, string? Name);

[SyncModel(nameof(Code), nameof(Number), nameof(Person), nameof(Nick), nameof(Points), nameof(Tier))]
public sealed partial record NullableKey([SyncColumn(IgnoreCase = true)] string? Code, int? Number, [Sensitive] EmailAddress? Person, Nickname? Nick, Points Points, Tier? Tier);

[SyncModel("A", "B", "C", "D", "E", "F", "G", "H", "I")]
public partial record NineParts(CustomerId A, CustomerId B, CustomerId C, CustomerId D, CustomerId E, CustomerId F, CustomerId G, CustomerId H, Sku I, int Value);

[SyncModel(nameof(CompareTo), nameof(Value0), nameof(@class))]
public partial record AwkwardKey(bool CompareTo, CustomerId Value0, string @class);
