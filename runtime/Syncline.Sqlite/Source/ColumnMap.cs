namespace Syncline;

/// <summary>Which column of a result is which of the model.</summary>
internal static class ColumnMap
{
    /// <summary>The result's column for each of the model's.</summary>
    /// <exception cref="SourceException">Columns are missing, surplus or there more than once: all of them in one error.</exception>
    public static int[] Match(SqliteStatement statement, SyncSchema schema, string source)
    {
        var count = statement.ColumnCount;
        var map = new int[schema.Columns.Length];
        Array.Fill(map, -1);
        var surplus = new List<string>();
        var ambiguous = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = statement.ColumnName(i);
            var column = Find(schema, name);
            if (column < 0) surplus.Add(name);
            else if (map[column] >= 0) ambiguous.Add(name);
            else map[column] = i;
        }

        var missing = schema.Columns.Where((_, column) => map[column] < 0).Select(column => column.Name).ToList();
        if (missing.Count + surplus.Count + ambiguous.Count == 0) return map;
        var misfits = new List<string>();
        if (missing.Count > 0) misfits.Add($"missing: {string.Join(", ", missing)} (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore])");
        if (surplus.Count > 0) misfits.Add($"surplus: {string.Join(", ", surplus)} (leave out of the SELECT, or add a property)");
        if (ambiguous.Count > 0) misfits.Add($"more than once: {string.Join(", ", ambiguous.Distinct(StringComparer.OrdinalIgnoreCase))} (keep one, or rename with AS)");
        throw new SourceException($"The columns of the {source} don't fit the model {schema.Model}; {string.Join("; ", misfits)}.");
    }

    // An exact name wins, for models that have two that differ in case.
    private static int Find(SyncSchema schema, string name)
    {
        for (var column = 0; column < schema.Columns.Length; column++)
        {
            if (schema.Columns[column].Name == name) return column;
        }

        return schema.IndexOf(name);
    }
}
