namespace Syncline;

/// <summary>Which column of a file is which of the model.</summary>
internal static class NameMatch
{
    /// <summary>The model's column of a name, or -1. An exact name wins, for models that have two that differ in case.</summary>
    public static int Find(SyncSchema schema, string name)
    {
        for (var column = 0; column < schema.Columns.Length; column++)
        {
            if (schema.Columns[column].Name == name) return column;
        }

        return schema.IndexOf(name);
    }

    /// <summary>The file's column for each of the model's.</summary>
    /// <param name="schema">The model's columns.</param>
    /// <param name="names">The file's, in their order.</param>
    /// <param name="file">What errors call the file.</param>
    /// <param name="allowsSurplus">Whether the file may have others.</param>
    /// <param name="mistyped">What is wrong with the type of the file's column for a model's: words, or null.</param>
    /// <param name="mayBeMissing">Whether the file need not have a column.</param>
    /// <exception cref="SourceException">Columns are missing, surplus, there more than once or mistyped: all of them in one error.</exception>
    public static int[] Match(SyncSchema schema, IReadOnlyList<string> names, string file, bool allowsSurplus, Func<int, int, string?>? mistyped = null, Func<SyncColumn, bool>? mayBeMissing = null)
    {
        var map = new int[schema.Columns.Length];
        Array.Fill(map, -1);
        var surplus = new List<string>();
        var ambiguous = new List<string>();
        for (var i = 0; i < names.Count; i++)
        {
            var column = Find(schema, names[i]);
            if (column < 0) surplus.Add(names[i].Length == 0 ? $"(column {i + 1} has no name)" : SeenText.Of(names[i]));
            else if (map[column] >= 0) ambiguous.Add(SeenText.Of(names[i]));
            else map[column] = i;
        }

        var missing = schema.Columns.Where((model, column) => map[column] < 0 && mayBeMissing?.Invoke(model) != true).Select(column => column.Name).ToList();
        if (missing.Count == schema.Columns.Length && schema.Columns.Any(static column => column.IsSensitive))
        {
            // What stands there may be no names but a row, with what must not be shown.
            throw new SourceException($"The columns of {file} don't fit the model {schema.Model}: none of its {Sentence.Count(names.Count, "column")} has a name of the model's, which are {string.Join(", ", schema.Columns.Select(column => column.Name))}. If the first row is none of names, say which columns there are; the names found are left out here because the model has sensitive columns.");
        }

        var unfit = mistyped is null ? [] : schema.Columns.Select((_, column) => map[column] < 0 ? null : mistyped(column, map[column])).OfType<string>().ToList();
        var misfits = new List<string>();
        if (missing.Count > 0) misfits.Add($"missing: {string.Join(", ", missing)} (add to the file, name the file's column with [SyncColumn], or take the property out of the model with [SyncIgnore])");
        if (surplus.Count > 0 && !allowsSurplus) misfits.Add($"surplus: {string.Join(", ", surplus)} (leave out of the file, add a property, or set AllowSurplusColumns)");
        if (ambiguous.Count > 0) misfits.Add($"more than once: {string.Join(", ", ambiguous.Distinct(StringComparer.OrdinalIgnoreCase))} (keep one, or rename)");
        if (unfit.Count > 0) misfits.Add($"of another type: {string.Join(", ", unfit)} (change the property, or what writes the file)");
        return misfits.Count == 0 ? map : throw new SourceException($"The columns of {file} don't fit the model {schema.Model}; {string.Join("; ", misfits)}.");
    }
}
