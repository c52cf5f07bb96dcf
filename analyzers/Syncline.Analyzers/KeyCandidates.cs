using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>Finds columns that could be meant as the key.</summary>
internal static class KeyCandidates
{
    private const int Most = 3;

    private static readonly string[] Endings = ["Id", "Key", "Guid", "Number", "Code"];

    /// <summary>The columns that could identify a row, the likeliest first: <c>Id</c>, <c>CustomerId</c> on Customer, then what is called like an id.</summary>
    public static IReadOnlyList<string> Find(Declaration declaration)
    {
        var names = Possible(declaration).ToArray();
        string[] first = ["Id", declaration.Type.Name + "Id"];
        return [.. first.Select(wish => names.FirstOrDefault(name => name.Equals(wish, StringComparison.OrdinalIgnoreCase))).OfType<string>()
            .Concat(names.Where(name => Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))))
            .Distinct(StringComparer.Ordinal)
            .Take(Most)];
    }

    /// <summary>The columns whose names are near a mistyped one, the nearest first.</summary>
    public static IReadOnlyList<string> FindNear(Declaration declaration, string name)
    {
        var limit = Math.Max(1, name.Length / 3);
        return [.. Possible(declaration)
            .Select(candidate => (Name: candidate, Distance: EditDistance.Between(candidate.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .Take(Most)];
    }

    // What is in the key already, or could not be, is no help.
    private static IEnumerable<string> Possible(Declaration declaration)
    {
        var taken = Sites.KeyParts(declaration.Attribute, declaration.CancellationToken).Select(Sites.PartName).ToArray();
        return declaration.Columns
            .Where(column => column is { IsNullable: false, IsCompared: true, Tolerance: 0, Kind: not (ColumnKind.Single or ColumnKind.Double or ColumnKind.Bytes) })
            .Select(column => column.Member)
            .Where(member => !taken.Contains(member));
    }
}
