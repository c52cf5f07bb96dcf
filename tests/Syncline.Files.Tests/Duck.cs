using System.Globalization;
using DuckDB.NET.Data;

namespace Syncline.Files.Tests;

/// <summary>Reads files as somebody else does: with DuckDB.</summary>
internal static class Duck
{
    /// <summary>The rows of a query, each value as DuckDB casts it to text.</summary>
    public static string[] Rows(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COLUMNS(*)::VARCHAR FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        return [.. rows];
    }

    /// <summary>The one value of a query.</summary>
    public static string Value(string sql) => Rows(sql).Single();

    public static long Number(string sql) => long.Parse(Value(sql), CultureInfo.InvariantCulture);

    /// <summary>A file as a text of SQL.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
