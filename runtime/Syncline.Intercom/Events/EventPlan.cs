namespace Syncline;

/// <summary>How the rows of a model become events.</summary>
/// <param name="Metadata">Where columns go.</param>
/// <param name="Contact">The column of whose event it is.</param>
/// <param name="ContactField">What the API calls that.</param>
/// <param name="Name">The column of the event's name, or -1 where it is the same for all.</param>
/// <param name="CreatedAt">The column of the time.</param>
internal sealed record EventPlan(AttributePlan Metadata, int Contact, string ContactField, int Name, int CreatedAt)
{
    // Intercom keeps the first ten keys, and drops the rest without a word.
    private const int MostMetadata = 10;
    private const string KeepOne = "keep one of them, and leave the others out by [SyncIgnore] or name them otherwise by [SyncColumn]";
    private static readonly (string Column, string Field)[] Contacts = [("user_id", "user_id"), ("external_id", "user_id"), ("contact_id", "id"), ("email", "email")];

    public SyncSchema Schema => Metadata.Schema;

    public static EventPlan Of(SyncSchema schema, string? eventName, List<string> problems)
    {
        var columns = schema.Columns;
        var whose = Enumerable.Range(0, columns.Length).Select(column => (Column: column, Contacts.FirstOrDefault(contact => ColumnNames.AreAlike(contact.Column, columns[column].Name)).Field)).Where(static found => found.Field is not null).ToArray();
        var times = Enumerable.Range(0, columns.Length).Where(column => IsCalled(column, "created_at") || IsCalled(column, "occurred_at")).ToArray();
        var name = eventName is null ? Enumerable.Range(0, columns.Length).FirstOrDefault(column => IsCalled(column, "event_name"), -1) : -1;
        if (whose.Length == 0) problems.Add("no column is called user_id, external_id, contact_id or email: an event is one contact's");
        else if (whose.Length > 1) problems.Add($"{Names(whose.Select(static found => found.Column))} {Both(whose.Length)} say whose event it is, and an event is one contact's: {KeepOne}");
        else if (!AttributeForm.Text.Takes(columns[whose[0].Column].Kind)) problems.Add($"{columns[whose[0].Column].Name} is of bytes, and an id is a text");
        if (times.Length == 0) problems.Add("no column is called created_at or occurred_at: Intercom knows an event it has by its time");
        else if (times.Length > 1) problems.Add($"{Names(times)} {Both(times.Length)} say when it happened, and Intercom knows an event it has by its time: {KeepOne}");
        else if (columns[times[0]].Kind is not (ColumnKind.DateTimeOffset or ColumnKind.DateTime)) problems.Add($"{columns[times[0]].Name} is no time");
        if (eventName is null && name < 0) problems.Add("nothing says what the events are called: set EventName, or have a column event_name");
        if (name >= 0 && columns[name].Kind != ColumnKind.Text) problems.Add($"{columns[name].Name} is no text");
        var apart = whose.Select(static found => found.Column).Concat(times).Append(name).ToHashSet();
        var plan = new AttributePlan(schema, [.. columns.Select((column, ordinal) => new AttributeColumn(column.Name, apart.Contains(ordinal) ? AttributePlace.Apart : AttributePlace.Inner, FormOf(column)))]);
        problems.AddRange(columns.Where((column, ordinal) => column.Kind == ColumnKind.Bytes && !apart.Contains(ordinal)).Select(static column => $"{column.Name} is of bytes, which an event has no place for"));
        var metadata = plan.Columns.Where(static column => column.Place == AttributePlace.Inner).Select(static column => column.Name).ToArray();
        if (metadata.Length > MostMetadata) problems.Add($"{metadata.Length} columns are metadata ({string.Join(", ", metadata)}), of which Intercom keeps {MostMetadata} and drops the rest without a word: leave some out by [SyncIgnore]");
        return new EventPlan(plan, whose.Select(static found => found.Column).FirstOrDefault(-1), whose.Select(static found => found.Field).FirstOrDefault(""), name, times.FirstOrDefault(-1));
        string Names(IEnumerable<int> some) => string.Join(" and ", some.Select(column => columns[column].Name));
        bool IsCalled(int column, string called) => ColumnNames.AreAlike(columns[column].Name, called);
    }

    private static string Both(int count) => count == 2 ? "both" : "all";

    // Intercom shows a number as a time where the name ends so.
    private static AttributeForm FormOf(SyncColumn column) => column.Name.EndsWith("_date", StringComparison.Ordinal) && AttributeForms.IsTime(column.Kind) ? AttributeForm.Time : AttributeForm.AsIs;
}
