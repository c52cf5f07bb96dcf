namespace Syncline;

/// <summary>What a bulk job says of its rows, by the column they are matched by.</summary>
/// <param name="Id">The job.</param>
/// <param name="State">The state it ended in.</param>
internal sealed record BulkResults(string Id, string State)
{
    private readonly HashSet<string> _contradicted = new(StringComparer.Ordinal);

    /// <summary>The rows that were written.</summary>
    public HashSet<string> Succeeded { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows that were refused, and why.</summary>
    public Dictionary<string, SalesforceError> Failed { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows that it did not come to.</summary>
    public HashSet<string> Unprocessed { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it did not come to all of them; null where it did.</summary>
    public DestinationException? Failure { get; init; }

    /// <summary>Whether a row has several results, so that none can be believed.</summary>
    public bool IsContradicted(string key) => _contradicted.Contains(key);

    /// <summary>Takes one of the three sets in.</summary>
    /// <param name="csv">The set.</param>
    /// <param name="keyColumn">The column that rows are matched by.</param>
    /// <param name="add">Adds a row, with its error; false where it is there already.</param>
    /// <exception cref="FormatException">It is no CSV, or lacks the column.</exception>
    public void Add(string csv, string keyColumn, Func<string, string, bool> add)
    {
        int? key = null;
        var error = -1;
        foreach (var cells in CsvText.Read(csv))
        {
            if (key is null)
            {
                key = Array.FindIndex(cells, cell => cell.Equals(keyColumn, StringComparison.OrdinalIgnoreCase));
                error = Array.IndexOf(cells, "sf__Error");
                if (key < 0) throw new FormatException($"it has no column {keyColumn}");
                continue;
            }

            if (key >= cells.Length) throw new FormatException($"a line of it has {cells.Length} cells");
            var name = cells[key.Value];
            var isKnown = Succeeded.Contains(name) || Failed.ContainsKey(name) || Unprocessed.Contains(name);
            if (!add(name, error >= 0 && error < cells.Length ? cells[error] : "") || isKnown) _contradicted.Add(name);
        }
    }
}
