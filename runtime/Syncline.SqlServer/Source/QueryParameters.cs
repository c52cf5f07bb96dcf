using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>The values of a query's parameters, checked when they are given.</summary>
internal sealed class QueryParameters
{
    // Texts up to there are one type to the server, so that a statement has one plan whatever their lengths.
    private const int LongestShortText = 4000;
    private const int LongestShortBytes = 8000;

    private readonly (string Name, object? Value)[] _values;

    private QueryParameters((string Name, object? Value)[] values) => _values = values;

    /// <exception cref="ArgumentException">A name is empty or given twice, or a value has no form in SQL Server.</exception>
    public static QueryParameters Take((string Name, object? Value)[] parameters, string argument)
    {
        var values = new (string Name, object? Value)[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(parameters[i].Name, argument);
            var name = parameters[i].Name[0] == '@' ? parameters[i].Name : $"@{parameters[i].Name}";
            // Names of variables are compared as the server's collation does, and nearly always without case.
            if (values.Take(i).Any(earlier => earlier.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) throw new ArgumentException($"The parameter {name} is given twice.", argument);
            values[i] = (name, Storable(name, parameters[i].Value, argument));
        }

        return new(values);
    }

    /// <summary>Gives the values to the statement.</summary>
    /// <exception cref="SourceException">The statement has no place for some of them, which the server would pass over in silence.</exception>
    public void AddTo(SqlCommand command, string source)
    {
        var used = QueryText.VariablesOf(command.CommandText);
        var strays = _values.Where(value => !used.Contains(value.Name)).Select(value => value.Name).ToList();
        if (strays.Count > 0) throw new SourceException($"The parameters of the {source} don't fit: the statement has no {string.Join(", ", strays)} (correct the name, or leave out the value).");
        foreach (var (name, value) in _values) command.Parameters.Add(Parameter(name, value));
    }

    private static SqlParameter Parameter(string name, object? value) => value switch
    {
        null => new(name, DBNull.Value),
        string text => new(name, SqlDbType.NVarChar, text.Length <= LongestShortText ? LongestShortText : -1) { Value = text },
        byte[] bytes => new(name, SqlDbType.VarBinary, bytes.Length <= LongestShortBytes ? LongestShortBytes : -1) { Value = bytes },
        // The driver would take datetime, which has steps of 1/300 s.
        DateTime time => new(name, SqlDbType.DateTime2) { Value = time },
        DateOnly date => new(name, SqlDbType.Date) { Value = date.ToDateTime(TimeOnly.MinValue) },
        TimeOnly time => new(name, SqlDbType.Time) { Value = time.ToTimeSpan() },
        _ => new(name, value),
    };

    private static object? Storable(string name, object? value, string argument) => value switch
    {
        null or DBNull => null,
        Enum number => Convert.ToInt64(number, CultureInfo.InvariantCulture),
        sbyte => Convert.ToInt16(value, CultureInfo.InvariantCulture),
        ushort number => (int)number,
        uint number => (long)number,
        ulong number => (decimal)number,
        char text => text.ToString(),
        float number when !float.IsFinite(number) => throw NoForm(name, number, argument),
        double number when !double.IsFinite(number) => throw NoForm(name, number, argument),
        TimeSpan span when span < TimeSpan.Zero || span >= TimeSpan.FromDays(1) => throw new ArgumentException($"The parameter {name} is {span}, and SQL Server's time ends before 24:00. Give its Ticks, or a number of seconds.", argument),
        string or byte[] or bool or byte or short or int or long or float or double or decimal or Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan => value,
        Array or System.Collections.IEnumerable => throw new ArgumentException($"The parameter {name} is a list, and SQL Server takes none. Give its JSON, and write IN (SELECT value FROM OPENJSON({name})).", argument),
        _ => throw new ArgumentException($"The parameter {name} is a {value.GetType().Name}, which has no form in SQL Server. Give a number, text, bytes, Guid, date or time.", argument),
    };

    private static ArgumentException NoForm(string name, double number, string argument)
        => new(string.Create(CultureInfo.InvariantCulture, $"The parameter {name} is {number}, and SQL Server has no such number. Give null, or leave out the condition."), argument);
}
