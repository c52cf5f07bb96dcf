namespace Syncline;

/// <summary>On a destination that finds a record or member by one column: a model that is given to it must be keyed by that column alone, or two rows would be one record there. SYNC110 says so where the sync is declared, or where it is run.</summary>
/// <remarks>Events and actions have keys of their own, and are not held to it.</remarks>
/// <param name="columns">The names the column may have, compared without case and underscores; none where any one column will do.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = true)]
public sealed class FindsRecordByAttribute(params string[] columns) : Attribute
{
    /// <summary>The names the column may have; empty where any one column will do.</summary>
    public IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>Whether spellings that differ in case are one record: the key must be a text with <c>[SyncColumn(IgnoreCase = true)]</c>, or two rows would be one record there.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IgnoresCase { get; set; }

    /// <summary>Whether spellings that differ in case may be several records: the key must not ignore case, or a second record would be made for one key.</summary>
    /// <value>Default: <see langword="false"/>, a key may do either.</value>
    public bool TellsSpellingsApart { get; set; }
}
