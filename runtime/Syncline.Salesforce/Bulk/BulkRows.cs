using System.Text;

namespace Syncline;

/// <summary>The rows of a bulk job as CSV: an empty cell leaves a field as it is, #N/A empties it.</summary>
internal sealed class BulkRows<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const string Nothing = "#N/A";
    // What a bulk job takes of a field and of a record, in characters; collections take more.
    private const int LongestField = 32_000;
    private const int LongestRecord = 400_000;
    private readonly StringBuilder _csv = new();
    private readonly StringBuilder _line = new();
    private readonly Dictionary<string, int> _operations = new(StringComparer.Ordinal);
    private readonly RecordShape<TModel, TKey> _shape;
    private readonly RecordVerb _verb;

    public BulkRows(RecordShape<TModel, TKey> shape, RecordVerb verb, string externalId)
    {
        (_shape, _verb) = (shape, verb);
        var isById = verb is RecordVerb.Update or RecordVerb.Delete or RecordVerb.Flag;
        Request = new BulkRequest(shape.ObjectName, OperationOf(verb), verb == RecordVerb.Upsert ? externalId : null, isById ? "Id" : externalId);
        _line.Append(Request.KeyColumn);
        if (HasRow) _line.AppendJoin("", Others.Select(column => $",{shape.Fields[column].Name}"));
        if (HasFlag) _line.Append(',').Append(shape.Flag);
        _csv.Append(_line).Append('\n');
    }

    public BulkRequest Request { get; }

    public int Count => _operations.Count;

    /// <summary>The operations by what their results are matched by.</summary>
    public IReadOnlyDictionary<string, int> Operations => _operations;

    private bool HasRow => _verb is RecordVerb.Upsert or RecordVerb.Create or RecordVerb.Update;

    private bool HasFlag => _shape.Flag is not null && _verb != RecordVerb.Delete;

    private IEnumerable<int> Others => Enumerable.Range(0, _shape.Fields.Length).Where(column => column != _shape.Key);

    /// <summary>Adds a row.</summary>
    /// <returns>Whether it could be said in CSV: no text reads as if it were none, none is too long.</returns>
    /// <exception cref="UnfitRowException">Salesforce has no form for a value.</exception>
    public bool TryAdd(in Operation<TModel, TKey> operation, in RecordWrite write)
    {
        var key = write.Id ?? write.Key;
        if (key == Nothing) return false;
        _line.Clear();
        CsvText.Append(_line, key);
        if (HasRow)
        {
            var cells = _shape.CellsOf(in operation);
            foreach (var column in Others)
            {
                var cell = cells[column];
                if (cell.Kind == FieldCellKind.Text && (cell.Text == Nothing || cell.Text.Length > LongestField)) return false;
                _line.Append(',');
                CsvText.Append(_line, cell.Kind == FieldCellKind.Null ? Nothing : cell.Text ?? "");
            }
        }

        if (HasFlag) _line.Append(_verb == RecordVerb.Flag ? ",true" : ",false");
        if (_line.Length > LongestRecord) return false;
        _csv.Append(_line).Append('\n');
        _operations.Add(key, write.Operation);
        return true;
    }

    public byte[] ToCsv() => Encoding.UTF8.GetBytes(_csv.ToString());

    private static string OperationOf(RecordVerb verb) => verb switch
    {
        RecordVerb.Upsert => "upsert",
        RecordVerb.Create => "insert",
        RecordVerb.Delete => "delete",
        _ => "update",
    };
}
