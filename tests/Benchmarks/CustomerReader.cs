using System.Collections;
using System.Collections.ObjectModel;
using System.Data.Common;
using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>Customers as a data reader, for libraries that take nothing else.</summary>
internal sealed class CustomerReader(Customer[] customers) : DbDataReader, IDbColumnSchemaGenerator
{
    public static readonly string[] Names = ["Id", "Email", "Name", "LifetimeValue", "UpdatedAt", "Active", "Age", "Score"];
    private static readonly Type[] Types = [typeof(int), typeof(string), typeof(string), typeof(decimal), typeof(DateTime), typeof(bool), typeof(int), typeof(double)];
    private int _at = -1;

    public override int FieldCount => Names.Length;

    public override int Depth => 0;

    public override bool HasRows => customers.Length > 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    private Customer Row => customers[_at];

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public ReadOnlyCollection<DbColumn> GetColumnSchema() => new([.. Names.Select((name, ordinal) => new Column(name, ordinal))]);

    public override bool Read() => ++_at < customers.Length;

    public override bool NextResult() => false;

    public override bool IsDBNull(int ordinal) => ordinal switch { 2 => Row.Name is null, 6 => Row.Age is null, _ => false };

    public override int GetInt32(int ordinal) => ordinal == 0 ? Row.Id : Row.Age!.Value;

    public override string GetString(int ordinal) => ordinal == 1 ? Row.Email : Row.Name!;

    public override decimal GetDecimal(int ordinal) => Row.LifetimeValue;

    public override DateTime GetDateTime(int ordinal) => Row.UpdatedAt;

    public override bool GetBoolean(int ordinal) => Row.Active;

    public override double GetDouble(int ordinal) => Row.Score;

    public override string GetName(int ordinal) => Names[ordinal];

    public override int GetOrdinal(string name) => Array.IndexOf(Names, name);

    public override Type GetFieldType(int ordinal) => Types[ordinal];

    public override string GetDataTypeName(int ordinal) => Types[ordinal].Name;

    public override object GetValue(int ordinal) => ordinal switch
    {
        0 => Row.Id,
        1 => Row.Email,
        2 => Row.Name ?? (object)DBNull.Value,
        3 => Row.LifetimeValue,
        4 => Row.UpdatedAt,
        5 => Row.Active,
        6 => Row.Age ?? (object)DBNull.Value,
        _ => Row.Score,
    };

    public override int GetValues(object[] values) => throw new NotSupportedException();

    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override long GetInt64(int ordinal) => Convert.ToInt64(GetInt32(ordinal), CultureInfo.InvariantCulture);

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    private sealed class Column : DbColumn
    {
        public Column(string name, int ordinal)
        {
            ColumnName = name;
            ColumnOrdinal = ordinal;
            DataType = Types[ordinal];
            AllowDBNull = ordinal is 2 or 6;
        }
    }
}
