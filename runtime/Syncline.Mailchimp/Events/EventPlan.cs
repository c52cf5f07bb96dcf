namespace Syncline;

/// <summary>How the rows of a model become events.</summary>
/// <param name="Schema">The model.</param>
/// <param name="Email">The column of the address.</param>
/// <param name="Name">The column of the event's name, or -1 where it is the same for all.</param>
/// <param name="OccurredAt">The column of the time, or -1.</param>
internal sealed record EventPlan(SyncSchema Schema, int Email, int Name, int OccurredAt)
{
    /// <summary>Whether an event may be called so.</summary>
    public static bool IsName(string name) => name.Length is >= 2 and <= 30;

    public static EventPlan Of(SyncSchema schema, string? eventName, List<string> problems)
    {
        var columns = schema.Columns;
        var emails = Enumerable.Range(0, columns.Length).Where(column => EmailKey.IsNamed(columns[column].Name)).ToArray();
        var name = eventName is null ? Find("name") : -1;
        var at = Find("occurred_at");
        if (emails.Length != 1) problems.Add($"{(emails.Length == 0 ? "no column is" : "several columns are")} called email_address or email: an event is one member's");
        else if (columns[emails[0]].Kind != ColumnKind.Text) problems.Add($"{columns[emails[0]].Name} is no text");
        if (eventName is null && name < 0) problems.Add("nothing says what the events are called: set EventName, or have a column name");
        if (name >= 0 && columns[name].Kind != ColumnKind.Text) problems.Add($"{columns[name].Name} is no text");
        if (at >= 0 && columns[at].Kind is not (ColumnKind.DateTimeOffset or ColumnKind.DateTime)) problems.Add($"{columns[at].Name} is no time");
        problems.AddRange(columns.Where(static column => column.Kind == ColumnKind.Bytes).Select(static column => $"{column.Name} is of bytes, which an event has no place for"));
        return new EventPlan(schema, emails.FirstOrDefault(-1), name, at);
        int Find(string called) => Enumerable.Range(0, columns.Length).FirstOrDefault(column => ColumnNames.AreAlike(columns[column].Name, called), -1);
    }
}
