using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>The key of a record as it is stored: for one that the model has no name for, as where a part is null.</summary>
internal sealed class StoredKey
{
    private readonly TableColumn[] _parts;
    private readonly object[] _values;

    public StoredKey(SqlDataReader reader, int[] places, TableColumn[] parts)
    {
        _parts = parts;
        _values = [.. places.Select((place, part) => reader.IsDBNull(place) ? DBNull.Value : parts[part].Form == StoredForm.Decimal ? reader.GetSqlDecimal(place) : reader.GetValue(place))];
    }

    /// <summary>What tells it from every other.</summary>
    public string Stored => string.Join('\0', _values.Select(Text));

    /// <summary>For a person, values of sensitive columns masked.</summary>
    public string TextOf(SyncSchema model) => string.Join(", ", model.Key.Select((column, part) => $"{model.Columns[column].Name} = {(model.Columns[column].IsSensitive ? "***" : Text(_values[part]))}"));

    /// <summary>Gives it to a statement.</summary>
    public void AddTo(SqlCommand command)
    {
        for (var part = 0; part < _values.Length; part++) command.Parameters.Add(new(TableSql.KeyParameter(part), TypeOf(_parts[part].Type.Name)) { Value = _values[part] });
    }

    // In the column's own type: another would round, or not compare at all.
    private static SqlDbType TypeOf(string name) => name switch
    {
        "numeric" => SqlDbType.Decimal,
        "varchar" or "char" => SqlDbType.NVarChar,
        _ => Enum.Parse<SqlDbType>(name, ignoreCase: true),
    };

    private static string Text(object value) => value switch
    {
        DBNull => "null",
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        SqlDecimal number => number.ToString(),
        _ => $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}'",
    };
}
