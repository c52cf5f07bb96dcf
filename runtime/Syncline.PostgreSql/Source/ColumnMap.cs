using Npgsql;
using Npgsql.PostgresTypes;

namespace Syncline;

/// <summary>Which column of a result is which of the model, and whether its type fits.</summary>
internal static class ColumnMap
{
    /// <summary>How each of the model's columns is read.</summary>
    /// <exception cref="SourceException">Columns are missing, surplus, there more than once or of a type that does not fit: all of them in one error.</exception>
    public static ResultColumn[] Match(NpgsqlDataReader reader, SyncSchema schema, string source)
    {
        var ordinals = new int[schema.Columns.Length];
        Array.Fill(ordinals, -1);
        var surplus = new List<string>();
        var ambiguous = new List<string>();
        for (var ordinal = 0; ordinal < reader.FieldCount; ordinal++)
        {
            var name = reader.GetName(ordinal);
            var column = Find(schema, name);
            if (column < 0) surplus.Add(name);
            else if (ordinals[column] >= 0) ambiguous.Add(name);
            else ordinals[column] = ordinal;
        }

        var missing = schema.Columns.Where((_, column) => ordinals[column] < 0).Select(column => column.Name).ToList();
        var columns = new ResultColumn[ordinals.Length];
        var mistyped = new List<string>();
        for (var column = 0; column < columns.Length; column++)
        {
            if (ordinals[column] >= 0) columns[column] = Plan(reader, schema, column, ordinals[column], mistyped);
        }

        var misfits = new List<string>();
        if (missing.Count > 0) misfits.Add($"missing: {string.Join(", ", missing)} (add to the SELECT, rename with AS, or take the property out of the model with [SyncIgnore])");
        if (surplus.Count > 0) misfits.Add($"surplus: {string.Join(", ", surplus)} (leave out of the SELECT, or add a property)");
        if (ambiguous.Count > 0) misfits.Add($"more than once: {string.Join(", ", ambiguous.Distinct(StringComparer.OrdinalIgnoreCase))} (keep one, or rename with AS)");
        if (mistyped.Count > 0) misfits.Add($"of another type: {string.Join(", ", mistyped)} (change the property, or convert in the query with CAST)");
        return misfits.Count == 0 ? columns : throw new SourceException($"The columns of the {source} don't fit the model {schema.Model}; {string.Join("; ", misfits)}.");
    }

    private static ResultColumn Plan(NpgsqlDataReader reader, SyncSchema schema, int column, int ordinal, List<string> mistyped)
    {
        var (kind, type) = (schema.Columns[column].Kind, reader.GetPostgresType(ordinal));
        var form = StoredForms.Of(type);
        if (!StoredForms.Reads(kind, form)) mistyped.Add($"{schema.Columns[column].Name} is {type.Name}, and {Kinds.A(kind)} is read from {StoredForms.TypesOf(kind)}");
        var mayBeNull = schema.Columns[column].IsNullable || schema.KeyPartOf(column) >= 0;
        var bare = type is PostgresDomainType domain ? domain.BaseType : type;
        return new(ordinal, kind, form, mayBeNull, IsPadded: bare.InternalName == "bpchar", IsUtf8: bare.InternalName != "jsonb");
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

/// <summary>How a column of the model is read from the result.</summary>
/// <param name="Ordinal">The result's column.</param>
/// <param name="Kind">What the model's column holds.</param>
/// <param name="Form">What the result's column holds.</param>
/// <param name="MayBeNull">Whether it has to be asked.</param>
/// <param name="IsPadded">Whether blanks at the end are no part of the text.</param>
/// <param name="IsUtf8">Whether a text's bytes on the wire are its UTF-8.</param>
internal readonly record struct ResultColumn(int Ordinal, ColumnKind Kind, StoredForm Form, bool MayBeNull, bool IsPadded, bool IsUtf8);
