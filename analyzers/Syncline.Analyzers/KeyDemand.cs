namespace Syncline.Analyzers;

/// <summary>By what a destination finds its records.</summary>
/// <param name="Names">The names the column may have; none where any one column will do.</param>
/// <param name="IgnoresCase">Whether spellings are one record there.</param>
/// <param name="TellsSpellingsApart">Whether they may be several.</param>
internal sealed record KeyDemand(string[] Names, bool IgnoresCase, bool TellsSpellingsApart);
