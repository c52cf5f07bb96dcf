namespace Syncline.Salesforce.Tests;

/// <summary>A contact as a shop has it.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Person(
    [property: SyncColumn("ExtId__c")] string Id,
    string? LastName,
    string? Email,
    [property: SyncColumn("Score__c", Nulls = NullPolicy.Skip)] double? Score,
    [property: SyncColumn("Seen__c")] DateTimeOffset? Seen);

/// <summary>A contact whose columns are nobody's to see.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Patient([property: SyncColumn("ExtId__c"), Sensitive] string Id, [property: Sensitive] string? LastName, [property: Sensitive] string? Email);

/// <summary>A contact found by a number.</summary>
[SyncModel(nameof(Number))]
public sealed partial record Numbered([property: SyncColumn("Number__c")] int Number, string? LastName);

/// <summary>A contact whose key ignores case.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Blind([property: SyncColumn("Code__c", IgnoreCase = true)] string Id, string? LastName);

/// <summary>A contact whose key has case.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Spelled([property: SyncColumn("Code__c")] string Id, string? LastName);

/// <summary>A record found by two columns.</summary>
[SyncModel(nameof(Order), nameof(Line))]
public sealed partial record OrderLine(int Order, int Line, string? LastName);

/// <summary>An order that was placed.</summary>
[SyncModel(nameof(OrderId))]
public sealed partial record OrderPlaced([property: SyncColumn("Order_Id__c")] string OrderId, [property: SyncColumn("Total__c")] decimal Total);
