using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Which column of a result is which of the model, and whether its type fits.</summary>
internal static class ColumnMap
{
    /// <summary>For each of the model's columns its place in the result.</summary>
    /// <exception cref="SourceException">Columns are missing, surplus, there more than once or of a type that does not fit: all of them in one error.</exception>
    public static int[] Match(SqlDataReader reader, SyncSchema schema, string source)
    {
        var ordinals = new int[schema.Columns.Length];
        Array.Fill(ordinals, -1);
        var surplus = new List<string>();
        var ambiguous = new List<string>();
        for (var ordinal = 0; ordinal < reader.FieldCount; ordinal++)
        {
            var name = reader.GetName(ordinal);
            var column = Find(schema, name);
            if (column < 0) surplus.Add(name.Length > 0 ? name : FormattableString.Invariant($"column {ordinal + 1}, which has no name"));
            else if (ordinals[column] >= 0) ambiguous.Add(name);
            else ordinals[column] = ordinal;
        }

        var missing = schema.Columns.Where((_, column) => ordinals[column] < 0).Select(column => column.Name).ToList();
        var mistyped = new List<string>();
        for (var column = 0; column < ordinals.Length; column++)
        {
            if (ordinals[column] >= 0 && Mistype(reader, schema.Columns[column], ordinals[column]) is { } words) mistyped.Add(words);
        }

        var misfits = new List<string>();
        if (missing.Count > 0) misfits.Add($"missing: {string.Join(", ", missing)} (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore])");
        if (surplus.Count > 0) misfits.Add($"surplus: {string.Join(", ", surplus)} (leave out of the SELECT, or add a property)");
        if (ambiguous.Count > 0) misfits.Add($"more than once: {string.Join(", ", ambiguous.Distinct(StringComparer.OrdinalIgnoreCase))} (keep one, or rename with AS)");
        if (mistyped.Count > 0) misfits.Add($"of another type: {string.Join(", ", mistyped)} (change the property, or convert in the query with CAST)");
        return misfits.Count == 0 ? ordinals : throw new SourceException($"The columns of the {source} don't fit the model {schema.Model}; {string.Join("; ", misfits)}.");
    }

    private static string? Mistype(SqlDataReader reader, SyncColumn column, int ordinal)
    {
        var type = reader.GetDataTypeName(ordinal);
        return StoredForms.Reads(column.Kind, StoredForms.OfType(type)) ? null : $"{column.Name} is {type}, and {Kinds.A(column.Kind)} is read from {StoredForms.TypesOf(column.Kind)}";
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
