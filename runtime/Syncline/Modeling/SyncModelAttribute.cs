namespace Syncline;

/// <summary>Makes a partial record, record struct, class or struct a model: the shape of one row, and what identifies it.</summary>
/// <param name="primaryKey">The properties that identify a row, in order; the short form of <see cref="PrimaryKey"/>.</param>
/// <remarks>The generator writes the key, the column enum, the diff and the sync methods onto the type.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class SyncModelAttribute(params string[] primaryKey) : Attribute
{
    /// <summary>The properties that identify a row, in order: <c>PrimaryKey = [nameof(OrderId), nameof(LineNumber)]</c>.</summary>
    public string[] PrimaryKey { get; set; } = primaryKey;

    /// <summary>Keeps whole rows in the state instead of hashes, so that a change carries the row before and the set of changed columns.</summary>
    /// <value>Default: <see langword="false"/>. Costs the size of the rows in the state.</value>
    public bool KeepRows { get; set; }

    /// <summary>States that no two rows ever share the key, which silences the rules about keys of events that look shared.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool UniqueKey { get; set; }
}
