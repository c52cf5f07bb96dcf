namespace Syncline;

/// <summary>Finds the place of each column in a member's JSON.</summary>
internal sealed class MemberColumns
{
    /// <summary>The group of the member itself.</summary>
    public const int Member = -1;

    /// <summary>Of columns that are not written among the others.</summary>
    public const int Apart = -2;

    private const string MergeFields = "merge_fields";
    private static readonly string[] Objects = [MergeFields, "interests", "location"];

    private readonly SyncSchema _schema;
    private readonly IReadOnlyList<(string Tag, bool IsRequired)> _fields;
    private readonly List<string> _problems;
    private readonly List<MemberGroup> _groups = [];
    private readonly MemberColumn[] _columns;
    private int _status = -1;
    private int _statusIfNew = -1;

    /// <summary>Finds the places.</summary>
    /// <param name="schema">The model.</param>
    /// <param name="fields">The audience's merge fields.</param>
    /// <param name="problems">Takes what does not fit.</param>
    public MemberColumns(SyncSchema schema, IReadOnlyList<(string Tag, bool IsRequired)> fields, List<string> problems)
    {
        (_schema, _fields, _problems) = (schema, fields, problems);
        _columns = [.. schema.Columns.Select(ToPlace)];
        foreach (var twice in _columns.Where(static column => column.Group != Apart).GroupBy(static column => (column.Group, column.Name)).Where(static same => same.Count() > 1)) problems.Add($"two columns are {twice.Key.Name}");
        var lacking = fields.Where(field => field.IsRequired && !Has(field.Tag)).Select(static field => field.Tag).ToArray();
        if (lacking.Length > 0) problems.Add($"the audience requires {string.Join(", ", lacking)}, which the model has not: add a column, or set SkipMergeValidation");
    }

    public MemberPlan ToPlan(MailchimpStatus? newStatus) => new(_schema, _columns, [.. _groups], _status, _statusIfNew, newStatus);

    private MemberColumn ToPlace(SyncColumn column, int ordinal)
    {
        if (_schema.KeyPartOf(ordinal) >= 0) return new(Apart, "email_address", NullForm.None, IsFlag: false);
        if (column.Kind == ColumnKind.Bytes) _problems.Add($"{column.Name} is of bytes, which a member has no place for");
        if (MemberProperty.Of(column.Name) is { } property) return ToProperty(property, column, ordinal);
        var path = column.Name.Split('.');
        var (top, rest) = path.Length > 1 && Objects.Contains(path[0]) ? (path[0], path[1..]) : (MergeFields, path);
        if (rest.Length > 2 || Array.Exists(rest, static part => part.Length == 0)) _problems.Add($"{column.Name} is no name of a merge field");
        if (top == "interests" && column.Kind != ColumnKind.Boolean) _problems.Add($"{column.Name} is an interest, and no yes or no");
        if (top != MergeFields) return new(GroupOf(top, Member), string.Join('.', rest), top == "interests" ? NullForm.False : NullForm.None, IsFlag: true);
        var tag = TagOf(rest[0]);
        if (tag is null) _problems.Add($"{rest[0]} is no merge field of the audience, which has {(_fields.Count == 0 ? "none" : string.Join(", ", _fields.Select(static field => field.Tag)))}. Mailchimp would pass over it in silence: give the column the field's name by [SyncColumn], or leave it out by [SyncIgnore]");
        var group = GroupOf(MergeFields, Member);
        return rest.Length == 1 ? new(group, tag ?? rest[0], NullForm.Empty, IsFlag: false) : new(GroupOf(tag ?? rest[0], group), rest[1], NullForm.Empty, IsFlag: false);
    }

    private MemberColumn ToProperty(MemberProperty property, SyncColumn column, int ordinal)
    {
        if (property.IsFlag && column.Kind != ColumnKind.Boolean) _problems.Add($"{column.Name} is no yes or no");
        if (property.Name == MemberProperty.Status) _status = ordinal;
        if (property.Name == MemberProperty.StatusIfNew) _statusIfNew = ordinal;
        var isApart = property.Name is MemberProperty.Status or MemberProperty.StatusIfNew;
        return new(isApart ? Apart : Member, property.Name, property.Null, property.IsFlag);
    }

    private int GroupOf(string name, int parent)
    {
        var at = _groups.FindIndex(group => group.Name == name && group.Parent == parent);
        if (at >= 0) return at;
        _groups.Add(new(name, parent));
        return _groups.Count - 1;
    }

    // As the audience spells it.
    private string? TagOf(string name) => _fields.Select(static field => field.Tag).FirstOrDefault(tag => tag.Equals(name, StringComparison.OrdinalIgnoreCase));

    private bool Has(string tag)
    {
        var fields = _groups.FindIndex(static group => group is { Name: MergeFields, Parent: Member });
        return _columns.Any(column => column.Group == fields && column.Name == tag) || _groups.Any(group => group.Parent == fields && group.Name == tag);
    }
}
