namespace Syncline;

/// <summary>What is asked of Salesforce for records, whatever the way it takes.</summary>
internal enum RecordVerb
{
    /// <summary>Update by external id what is there, create what is not.</summary>
    Upsert,

    /// <summary>Create.</summary>
    Create,

    /// <summary>Update by record id.</summary>
    Update,

    /// <summary>Move to the recycle bin, by record id.</summary>
    Delete,

    /// <summary>Set the flag that says archived, by record id.</summary>
    Flag,
}

/// <summary>A record to write.</summary>
/// <param name="Operation">The operation's place in the batch.</param>
/// <param name="Key">The text of the external id; empty where there is none.</param>
/// <param name="Id">The record's id; null where it is not needed.</param>
internal readonly record struct RecordWrite(int Operation, string Key, string? Id);
