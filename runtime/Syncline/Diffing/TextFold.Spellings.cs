using System.Text;

namespace Syncline;

public static partial class TextFold
{
    private static readonly Lazy<Dictionary<int, Rune[]>> Classes = new(BuildClasses);

    /// <summary>The characters that equal one but for case, itself among them, in the order of their numbers.</summary>
    /// <remarks>
    /// For destinations that look a key up in an index which folds less than this: ASCII characters have one other spelling at most, but <c>k</c>, whose third is the Kelvin sign U+212A.
    /// </remarks>
    public static IReadOnlyList<Rune> Spellings(Rune character)
        => Classes.Value.TryGetValue(FoldRune(character).Value, out var spellings) ? spellings : [character];

    private static Dictionary<int, Rune[]> BuildClasses()
    {
        var classes = new Dictionary<int, SortedSet<Rune>>();
        for (var i = 0; i < Ranges.Length; i += 4)
        {
            for (var value = Ranges[i]; value <= Ranges[i + 1]; value += Ranges[i + 2])
            {
                var folded = value + Ranges[i + 3];
                if (!classes.TryGetValue(folded, out var spellings)) classes.Add(folded, spellings = [new Rune(folded)]);
                spellings.Add(new Rune(value));
            }
        }

        return classes.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }
}
