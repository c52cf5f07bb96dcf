namespace Syncline;

/// <summary>The key of a record as Intercom has it: a text of ours.</summary>
internal static class RecordKey
{
    /// <summary>What the key of a contact may be called.</summary>
    public static readonly string[] OfContact = ["external_id", "user_id"];

    /// <summary>Notes what keeps a model from being found by one id.</summary>
    public static void Check(SyncSchema schema, string record, string[] names, List<string> problems)
    {
        var key = schema.Key.Select(column => schema.Columns[column]).ToArray();
        if (key.Length != 1 || !names.Any(name => ColumnNames.AreAlike(name, key[0].Name)))
        {
            problems.Add($"a {record} is found by its {names[0]} alone, and {schema.Model} is keyed by {string.Join(", ", key.Select(static column => column.Name))}: key it by one column that is called {string.Join(" or ", names)}");
            return;
        }

        // What has several spellings here is several records there.
        if (key[0].Kind is not (ColumnKind.Text or ColumnKind.Guid) && !AttributeForms.IsWhole(key[0].Kind)) problems.Add($"{key[0].Name} is {key[0].Kind}, and such an id is a text, a whole number or a Guid");
        if ((key[0].Traits & ColumnTraits.IgnoreCase) != 0) problems.Add($"{key[0].Name} ignores case, and Intercom may tell spellings apart: a second {record} would be made for one key. Leave out IgnoreCase, and make the spellings alike in the query");
    }

    /// <summary>Why a text can be no key; null where it can.</summary>
    public static string? Problem(string text)
        => text.Length == 0 ? "is empty"
            : text.Length != text.AsSpan().Trim().Length ? "begins or ends with a blank: trim it in the query"
            : Surrogates.HasLone(text) ? "holds half of a surrogate pair"
            // An address would lead elsewhere.
            : text is "." or ".." ? "is a step in an address, which Intercom is asked for it by"
            : null;
}
