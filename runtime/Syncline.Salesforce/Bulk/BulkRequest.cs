namespace Syncline;

/// <summary>What a bulk job is to do.</summary>
/// <param name="ObjectName">The object.</param>
/// <param name="Operation">insert, update, upsert or delete.</param>
/// <param name="ExternalId">What an upsert finds records by; null for others.</param>
/// <param name="KeyColumn">The column by which results are matched with rows.</param>
internal sealed record BulkRequest(string ObjectName, string Operation, string? ExternalId, string KeyColumn);
