namespace Syncline;

/// <summary>On a destination that takes no record without a column: a model that is bound to it must have it. SYNC111 says so where the sync is declared.</summary>
/// <param name="names">The names the column may have, compared without case and underscores.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = true)]
public sealed class NeedsColumnAttribute(params string[] names) : Attribute
{
    /// <summary>The names the column may have; one of them is enough.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
