namespace Syncline.Conformance;

// What a destination can't do.
public abstract partial class ConformanceTarget
{
    /// <summary>Why the suite leaves a case out, where the destination can't do it; null where it must.</summary>
    /// <param name="sync">The sync of the case.</param>
    public virtual string? Lacks(SyncDefinition sync) => null;

    /// <summary>Why the suite leaves out the cases of a model, where the destination takes no rows of it: one that finds records by one column takes no key of two. Null where it must.</summary>
    /// <param name="model">The model.</param>
    public virtual string? LacksModel(SyncSchema model) => null;

    /// <summary>Whether a text of no characters, or bytes of none, come back as such. Where they don't, null has to come back.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public virtual bool KeepsEmptyTexts => true;

    /// <summary>Why the destination may refuse a value; null where it has to keep it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The value, as its column holds it: a number, a text, bytes and so on; never null.</param>
    /// <param name="isKey">Whether the column is part of the key.</param>
    /// <returns>Such as "SQLite's integers end at 2^63". A value that may be refused is kept as it is, or its row is Rejected with a reason that names the column; it is never changed.</returns>
    public virtual string? Refuses(SyncColumn column, object value, bool isKey) => null;

    /// <summary>The sharpest instant that the destination tells apart.</summary>
    /// <value>Default: a tick, 100 ns.</value>
    public virtual TimeSpan Precision => new(1);

    /// <summary>How many characters, of ASCII, the name of a place or column may have. A longer one has to fail the run, or to be kept whole: two names must never become one.</summary>
    /// <value>Default: no limit.</value>
    public virtual int LongestName => int.MaxValue;

    /// <summary>Whether the destination takes two names for one, as a database does whose names have no case: the run into the second has to fail then.</summary>
    /// <param name="one">A name.</param>
    /// <param name="other">Another.</param>
    /// <value>Default: <see langword="false"/>, two names are two places.</value>
    public virtual bool TakesForOne(string one, string other) => false;

    /// <summary>How many columns a record may have.</summary>
    /// <value>Default: no limit.</value>
    public virtual int MostColumns => int.MaxValue;

    /// <summary>Whether a batch, and a whole run of mode All, becomes visible as one: nobody reads a part of it, and nothing stays of one that was not committed.</summary>
    /// <value>Default: <see langword="false"/>, and the cases of it are skipped.</value>
    public virtual bool CommitsWhole => false;

    /// <summary>Whether the destination finds an event that is there already, whoever put it there. One that only appends does not: there each event is written once because its sync's state knows it.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public virtual bool FindsEvents => true;

    /// <summary>Whether a batch and what <see cref="State"/> knows of it are one commit, so that each is written exactly once.</summary>
    /// <value>Default: <see langword="false"/>, and the cases of it are skipped.</value>
    public virtual bool JoinsState => false;

    /// <summary>The name of the column by which tables archive; the suite changes it. Destinations that need none leave it alone.</summary>
    /// <value>Default: <c>is archived</c>.</value>
    public string ArchiveColumn { get; set; } = "is archived";
}
