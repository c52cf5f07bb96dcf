using System.Data.Common;

namespace Syncline;

/// <summary>Which column of a result is which of the model, and whether its type fits.</summary>
internal static class DbColumns
{
    /// <summary>The result's column for each of the model's, and how it is read.</summary>
    /// <exception cref="SourceException">Columns are missing, surplus, there more than once or of a type that does not fit: all of them in one error.</exception>
    public static (int Ordinal, DbForm Form)[] Match(DbDataReader reader, SyncSchema schema, string source)
    {
        var columns = new (int Ordinal, DbForm Form)[schema.Columns.Length];
        Array.Fill(columns, (-1, DbForm.None));
        var surplus = new List<string>();
        var ambiguous = new List<string>();
        for (var ordinal = 0; ordinal < reader.FieldCount; ordinal++)
        {
            var name = reader.GetName(ordinal);
            var column = Find(schema, name);
            if (column < 0) surplus.Add(name);
            else if (columns[column].Ordinal >= 0) ambiguous.Add(name);
            else columns[column] = (ordinal, DbForms.Of(reader.GetFieldType(ordinal)));
        }

        var missing = schema.Columns.Where((_, column) => columns[column].Ordinal < 0).Select(column => column.Name).ToList();
        var mistyped = schema.Columns.Where((model, column) => columns[column].Ordinal >= 0 && !DbForms.Reads(model.Kind, columns[column].Form))
            .Select(model => $"{model.Name} is {reader.GetFieldType(columns[schema.Columns.IndexOf(model)].Ordinal)?.Name ?? "of no type"} where the model has {model.Kind}").ToList();
        var misfits = new List<string>();
        if (missing.Count > 0) misfits.Add($"missing: {string.Join(", ", missing)} (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore])");
        if (surplus.Count > 0) misfits.Add($"surplus: {string.Join(", ", surplus)} (leave out of the SELECT, or add a property)");
        if (ambiguous.Count > 0) misfits.Add($"more than once: {string.Join(", ", ambiguous.Distinct(StringComparer.OrdinalIgnoreCase))} (keep one, or rename with AS)");
        if (mistyped.Count > 0) misfits.Add($"of another type: {string.Join(", ", mistyped)} (change the property, or convert in the query with CAST)");
        return misfits.Count == 0 ? columns : throw new SourceException($"The columns of the {source} don't fit the model {schema.Model}; {string.Join("; ", misfits)}.");
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
