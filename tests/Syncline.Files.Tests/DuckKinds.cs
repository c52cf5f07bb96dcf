using System.Globalization;
using DuckDB.NET.Data;

namespace Syncline.Files.Tests;

/// <summary>Reads every kind of column with DuckDB.</summary>
internal static class DuckKinds
{
    /// <summary>The columns as DuckDB is told that a file of text has them.</summary>
    public const string TextColumns = """
        {'Id': 'BIGINT', 'Boolean': 'BOOLEAN', 'Byte': 'UTINYINT', 'SByte': 'TINYINT', 'Int16': 'SMALLINT', 'UInt16': 'USMALLINT', 'Int32': 'INTEGER', 'UInt32': 'UINTEGER', 'Int64': 'BIGINT', 'UInt64': 'UBIGINT', 'Char': 'VARCHAR', 'Single': 'FLOAT',
         'Double': 'DOUBLE', 'Decimal': 'DECIMAL(38,9)', 'Text': 'VARCHAR', 'Bytes': 'VARCHAR', 'Guid': 'UUID', 'DateTime': 'TIMESTAMP', 'DateTimeOffset': 'TIMESTAMPTZ', 'DateOnly': 'DATE', 'TimeOnly': 'TIME', 'TimeSpan': 'VARCHAR'}
        """;

    public static AllKinds[] Read(string from)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SET TimeZone = 'UTC'; SELECT * FROM {from}";
        using var reader = command.ExecuteReader();
        var rows = new List<AllKinds>();
        while (reader.Read()) rows.Add(Row(reader));
        return [.. rows.OrderBy(row => row.Id)];
    }

    /// <summary>Rows in a form that compares by value: bytes too, instants in UTC, decimals without zeros at the end.</summary>
    public static string[] Comparable(IEnumerable<AllKinds> rows) => [.. rows.OrderBy(row => row.Id).Select(row => string.Join('|', row with { Bytes = null, DateTime = null, DateTimeOffset = row.DateTimeOffset?.ToUniversalTime(), Decimal = null }, Convert.ToHexString(row.Bytes ?? []), row.Bytes is null, row.DateTime?.Ticks, Plain(row.Decimal)))];

    private static string Plain(decimal? value) => value?.ToString("0.#############################", CultureInfo.InvariantCulture) ?? "null";

    private static AllKinds Row(DuckDBDataReader reader)
    {
        T? Value<T>(string column)
            where T : struct
            => reader.IsDBNull(reader.GetOrdinal(column)) ? null : reader.GetFieldValue<T>(reader.GetOrdinal(column));
        string? Text(string column) => reader.IsDBNull(reader.GetOrdinal(column)) ? null : reader.GetString(reader.GetOrdinal(column));
        return new AllKinds(
            reader.GetInt64(reader.GetOrdinal("Id")), Value<bool>("Boolean"), Value<byte>("Byte"), Value<sbyte>("SByte"), Value<short>("Int16"), Value<ushort>("UInt16"), Value<int>("Int32"), Value<uint>("UInt32"), Value<long>("Int64"), Value<ulong>("UInt64"),
            Text("Char")?.Single(), Value<float>("Single"), Value<double>("Double"), Value<decimal>("Decimal"), Text("Text"), Bytes(reader), Value<Guid>("Guid"), Value<DateTime>("DateTime"),
            Value<DateTime>("DateTimeOffset") is { } instant ? new DateTimeOffset(instant.Ticks, TimeSpan.Zero) : null, Value<DateOnly>("DateOnly"), Value<TimeOnly>("TimeOnly"), Span(reader));
    }

    private static byte[]? Bytes(DuckDBDataReader reader)
    {
        var column = reader.GetOrdinal("Bytes");
        if (reader.IsDBNull(column)) return null;
        if (reader.GetFieldType(column) == typeof(string)) return Convert.FromBase64String(reader.GetString(column));
        using var stream = reader.GetStream(column);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static TimeSpan? Span(DuckDBDataReader reader)
    {
        var column = reader.GetOrdinal("TimeSpan");
        if (reader.IsDBNull(column)) return null;
        return reader.GetFieldType(column) == typeof(string)
            ? TimeSpan.ParseExact(reader.GetString(column), "c", CultureInfo.InvariantCulture)
            : TimeSpan.FromMicroseconds(reader.GetInt64(column));
    }
}
