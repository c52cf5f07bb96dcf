namespace Syncline.Analyzers;

/// <summary>How far two names are apart.</summary>
internal static class EditDistance
{
    /// <summary>The fewest letters to add, drop, change or swap with their neighbour (the restricted Damerau-Levenshtein distance).</summary>
    public static int Between(string left, string right)
    {
        var distance = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) distance[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) distance[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + change);
                var isSwap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                distance[i, j] = isSwap ? Math.Min(least, distance[i - 2, j - 2] + 1) : least;
            }
        }

        return distance[left.Length, right.Length];
    }
}
