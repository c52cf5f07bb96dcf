namespace Syncline;

/// <summary>On a destination that finds a record by one column: a model that is bound to it must be keyed by that column alone, or two rows would be one record there.</summary>
/// <param name="columns">The names the column may have, compared without case and underscores; none where any one column will do.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = true)]
public sealed class FindsRecordByAttribute(params string[] columns) : Attribute
{
    /// <summary>The names the column may have; empty where any one column will do.</summary>
    public IReadOnlyList<string> Columns { get; } = columns;
}
