using Npgsql;

namespace Syncline;

/// <summary>Why a property can't take what a column of a row holds, and the way out.</summary>
internal static class UnfitValue
{
    /// <summary>The end of the sentence that begins with what is there, and the way out as a sentence of its own.</summary>
    public static string Explain(NpgsqlDataReader reader, in ResultColumn column)
    {
        if (reader.IsDBNull(column.Ordinal)) return "but the model says never null. Make the property nullable, or keep such rows out of the query.";
        var a = Kinds.A(column.Kind);
        return column.Kind switch
        {
            ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.DateOnly when FoundWords.Infinity(reader, column) is { } infinity
                => $"which {a} can't be. In the query NULLIF(…, '{infinity}') makes it null, or keep such rows out of it.",
            ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.DateOnly => $"and {a} ranges from the year 1 to 9999. Correct the value, or keep such rows out of the query.",
            ColumnKind.TimeOnly => $"and {a} ends before 24:00. Correct the value, or make the property a TimeSpan and write … - TIME '00:00' in the query.",
            ColumnKind.TimeSpan => $"and {a} takes no months, which differ in length, and no more than about 29,000 years. Make it days in the query, or read EXTRACT(EPOCH FROM …) into a number.",
            ColumnKind.Decimal when IsSpecial(reader, column) => $"which {a} can't be. In the query NULLIF(…, 'NaN') makes it null, or keep such rows out of it.",
            ColumnKind.Decimal => $"which {a} does not hold exactly: it has 28 digits. Round it in the query with round(…, n), or make the property a double or a string.",
            ColumnKind.Single => $"of which {a} keeps nothing: it is too large or too near to zero. Widen the property's type to double.",
            ColumnKind.Char => $"and {a} is one UTF-16 character. Make the property a string, or cut the text in the query: left(…, 1).",
            ColumnKind.Text => $"which is not valid text in UTF-8. Correct the value, or convert it in the query with convert_from(…).",
            _ when column.Form == StoredForm.Numeric && IsSpecial(reader, column) => $"which {a} can't be. In the query NULLIF(…, 'NaN') makes it null, or keep such rows out of it.",
            _ => $"and {a} is a whole number from {Kinds.Range(column.Kind)}. Widen the property's type, round the value in the query, or correct it.",
        };
    }

    private static bool IsSpecial(NpgsqlDataReader reader, in ResultColumn column)
        => column.Form == StoredForm.Numeric && NumericText.Of(FoundWords.Raw(reader, column.Ordinal)) is "NaN" or "Infinity" or "-Infinity";
}
