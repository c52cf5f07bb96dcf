using System.Text.Json;

namespace Syncline;

/// <summary>How the rows of a model are written to the fields of an object.</summary>
/// <param name="objectName">The object.</param>
/// <param name="fields">The field of each column, by ordinal.</param>
/// <param name="key">The ordinal of the key's column; -1 where it is a column like the others.</param>
/// <param name="flag">The field that says whether a record is archived; null for none.</param>
internal sealed class RecordShape<TModel, TKey>(string objectName, FieldDescription[] fields, int key, string? flag)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private static readonly SyncColumn[] Columns = [.. TModel.Schema.Columns];
    private static readonly int[] EveryOrdinal = [.. Enumerable.Range(0, Columns.Length)];
    private static readonly int[] KeyOrdinals = [.. TModel.Schema.Key];

    public string ObjectName => objectName;

    public int Key => key;

    public FieldDescription[] Fields => fields;

    public string? Flag => flag;

    /// <summary>The field that gets an event's idempotency key; null for none.</summary>
    public string? IdempotencyField { get; init; }

    /// <summary>The cells of an operation's row, by ordinal.</summary>
    /// <exception cref="UnfitRowException">Salesforce has no form for a value.</exception>
    public FieldCell[] CellsOf(in Operation<TModel, TKey> operation)
    {
        var cells = new FieldCell[fields.Length];
        var row = operation.Row!;
        var writer = new FieldCells(cells, fields, Columns, EveryOrdinal);
        TModel.Write(in row, ref writer);
        return cells;
    }

    /// <summary>The text of an operation's external id.</summary>
    /// <exception cref="UnfitRowException">Salesforce could not tell it from another.</exception>
    public string KeyOf(in Operation<TModel, TKey> operation)
    {
        var cells = new FieldCell[fields.Length];
        var writer = new FieldCells(cells, fields, Columns, KeyOrdinals);
        var own = operation.Key;
        TKey.Write(in own, ref writer);
        var text = cells[key].Text;
        if (text.Length == 0) throw new UnfitRowException($"{Columns[key].Name} is empty, and a record is found by it");
        // They are cut off, and the record of another key is found.
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) throw new UnfitRowException($"{Columns[key].Name} begins or ends with a blank, which Salesforce does not keep");
        return text;
    }

    /// <summary>Writes a record into a collection.</summary>
    public void WriteJson(Utf8JsonWriter json, RecordVerb verb, in Operation<TModel, TKey> operation, in RecordWrite write)
    {
        var cells = verb == RecordVerb.Flag ? [] : CellsOf(in operation);
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        json.WriteString("type", objectName);
        json.WriteEndObject();
        if (write.Id is not null) json.WriteString("id", write.Id);
        for (var i = 0; i < cells.Length; i++)
        {
            // A record found by its id keeps its key.
            if (i != key || write.Id is null) WriteJson(json, fields[i].Name, cells[i]);
        }

        if (IdempotencyField is not null) json.WriteString(IdempotencyField, operation.IdempotencyKey);
        if (flag is not null) json.WriteBoolean(flag, verb == RecordVerb.Flag);
        json.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter json, string name, in FieldCell cell)
    {
        switch (cell.Kind)
        {
            case FieldCellKind.Null: json.WriteNull(name); break;
            case FieldCellKind.Text: json.WriteString(name, cell.Text); break;
            case FieldCellKind.Bare:
                json.WritePropertyName(name);
                json.WriteRawValue(cell.Text, skipInputValidation: true);
                break;
        }
    }
}
