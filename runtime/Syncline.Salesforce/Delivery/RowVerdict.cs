namespace Syncline;

/// <summary>What an error means for the one record it is of.</summary>
internal static class RowVerdict
{
    /// <summary>Whether another try may fare better: somebody else was at the record.</summary>
    public static bool Passes(SalesforceError error) => error.Code is "UNABLE_TO_LOCK_ROW" or "SERVER_UNAVAILABLE" or "ALL_OR_NONE_OPERATION_ROLLED_BACK" or "REQUEST_RUNNING_TOO_LONG" or "QUERY_TIMEOUT";

    /// <summary>The outcome of a record that was refused.</summary>
    /// <param name="error">The error.</param>
    /// <param name="kind">What was asked.</param>
    /// <param name="externalId">The external id; null for events.</param>
    /// <param name="mask">Takes sensitive values out.</param>
    public static OperationOutcome Of(SalesforceError error, OperationKind kind, string? externalId, Func<string, string> mask) => kind switch
    {
        OperationKind.Delete or OperationKind.Archive when error.Code is "ENTITY_IS_DELETED" or "NOT_FOUND" or "INVALID_CROSS_REFERENCE_KEY" => OperationOutcome.Succeeded,
        OperationKind.Update when error.Code is "ENTITY_IS_DELETED" or "NOT_FOUND" => OperationOutcome.Skipped("the record was deleted meanwhile"),
        // Of the key, not of another field that is unique: it was created since it was looked for.
        OperationKind.Insert when error.Code == "DUPLICATE_VALUE" && externalId is not null && (error.Message.Contains(externalId, StringComparison.OrdinalIgnoreCase) || error.Fields.Contains(externalId, StringComparer.OrdinalIgnoreCase)) => OperationOutcome.Skipped("there is a record of this key"),
        _ => OperationOutcome.Rejected(mask(error.ToString())),
    };
}
