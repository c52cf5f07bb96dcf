using System.Text.Json;

namespace Syncline;

/// <summary>How the rows of a model become the JSON of a record.</summary>
/// <param name="Schema">The model.</param>
/// <param name="Columns">Where each column goes.</param>
internal sealed record AttributePlan(SyncSchema Schema, AttributeColumn[] Columns)
{
    private const string Custom = "custom_attributes";

    /// <summary>Whether a record has no column but its key.</summary>
    public bool IsEmpty => Array.TrueForAll(Columns, static column => column.Place == AttributePlace.Apart);

    /// <summary>Finds the place of each column.</summary>
    /// <param name="schema">The model.</param>
    /// <param name="fields">The fields that the API names.</param>
    /// <param name="attributes">The custom attributes of the workspace.</param>
    /// <param name="problems">Takes what does not fit.</param>
    public static AttributePlan Of(SyncSchema schema, IReadOnlyList<StandardField> fields, IReadOnlyList<CustomAttribute> attributes, List<string> problems)
    {
        var plan = new AttributePlan(schema, [.. schema.Columns.Select((column, ordinal) => schema.KeyPartOf(ordinal) >= 0 ? new AttributeColumn(column.Name, AttributePlace.Apart, AttributeForm.Text) : PlaceOf(column, fields, attributes, problems))]);
        foreach (var twice in plan.Columns.Where(static column => column.Place != AttributePlace.Apart).GroupBy(static column => (column.Place, column.Name)).Where(static same => same.Count() > 1)) problems.Add($"two columns are {twice.Key.Name}");
        return plan;
    }

    /// <summary>The column of a field that the API names, or -1; a custom attribute may be called the same.</summary>
    public int IndexOf(string field) => Array.FindIndex(Columns, column => column.Name == field && column.Place != AttributePlace.Inner);

    /// <summary>Writes the fields and custom attributes of a row into an object that is open.</summary>
    /// <param name="json">What is written to.</param>
    /// <param name="row">The row.</param>
    /// <param name="isNew">Whether the record is created, so that there is nothing for a null to clear.</param>
    /// <exception cref="UnfitRowException">A value has no form.</exception>
    public void Write<TModel>(Utf8JsonWriter json, in TModel row, bool isNew)
        where TModel : ISyncModel<TModel>
    {
        var fields = new AttributeWriter(json, this, AttributePlace.Record, isNew);
        TModel.Write(in row, ref fields);
        if (!Array.Exists(Columns, static column => column.Place == AttributePlace.Inner)) return;
        json.WriteStartObject(Custom);
        WriteInner(json, in row, isNew);
        json.WriteEndObject();
    }

    /// <summary>Writes the custom attributes or metadata of a row into an object that is open.</summary>
    public void WriteInner<TModel>(Utf8JsonWriter json, in TModel row, bool isNew)
        where TModel : ISyncModel<TModel>
    {
        var attributes = new AttributeWriter(json, this, AttributePlace.Inner, isNew);
        TModel.Write(in row, ref attributes);
    }

    private static AttributeColumn PlaceOf(SyncColumn column, IReadOnlyList<StandardField> fields, IReadOnlyList<CustomAttribute> attributes, List<string> problems)
    {
        if (fields.FirstOrDefault(field => ColumnNames.AreAlike(field.Name, column.Name)) is { } standard)
        {
            if (!standard.Form.Takes(column.Kind)) problems.Add($"{column.Name} is {column.Kind}, and {standard.Name} is {standard.Form.Words()}{(standard.Loses is null ? "" : $": {standard.Loses}")}");
            return new AttributeColumn(standard.Name, standard.IsApart ? AttributePlace.Apart : AttributePlace.Record, standard.Form) { KeepsOnNull = standard.KeepsOnNull };
        }

        var name = column.Name.StartsWith($"{Custom}.", StringComparison.Ordinal) ? column.Name[(Custom.Length + 1)..] : column.Name;
        var attribute = attributes.FirstOrDefault(one => one.Name == name) ?? attributes.FirstOrDefault(one => ColumnNames.AreAlike(one.Name, name));
        if (attribute is null)
        {
            problems.Add($"{column.Name} is no attribute of the workspace, which has {(attributes.Count == 0 ? "none of its own" : string.Join(", ", attributes.Select(static one => one.Name)))}. Create it in Intercom's settings, give the column the attribute's name by [SyncColumn], or leave it out by [SyncIgnore]");
            return new AttributeColumn(name, AttributePlace.Inner, AttributeForm.AsIs);
        }

        var form = AttributeForms.Of(attribute.Type);
        if (!form.Takes(column.Kind)) problems.Add($"{column.Name} is {column.Kind}, and the attribute {attribute.Name} is {form.Words()}");
        if (!attribute.IsWritable) problems.Add($"the attribute {attribute.Name} is not written by the API");
        return new AttributeColumn(attribute.Name, AttributePlace.Inner, form);
    }
}
