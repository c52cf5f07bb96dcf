namespace Syncline;

/// <summary>Which operations of a kind a statement is for.</summary>
internal enum Extent
{
    /// <summary>All that are staged.</summary>
    All,

    /// <summary>Those whose numbers are in $1.</summary>
    Some,

    /// <summary>The one in a variable of the loop of <see cref="ProbeSql"/>, which is told nothing.</summary>
    One,
}
