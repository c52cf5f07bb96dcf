using System.Globalization;

namespace Syncline;

/// <summary>The values of a query's parameters, checked when they are given and bound when the query is opened.</summary>
internal sealed class QueryParameters
{
    private readonly (string Name, object? Value)[] _values;

    private QueryParameters((string Name, object? Value)[] values) => _values = values;

    /// <exception cref="ArgumentException">A name is empty or given twice, or a value has no form in SQLite.</exception>
    public static QueryParameters Take((string Name, object? Value)[] parameters, string argument)
    {
        var taken = new (string Name, object? Value)[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(parameters[i].Name, argument);
            var name = WithoutPrefix(parameters[i].Name);
            if (taken.Take(i).Any(earlier => earlier.Name == name)) throw new ArgumentException($"The parameter {name} is given twice.", argument);
            taken[i] = (name, Storable(name, parameters[i].Value, argument));
        }

        return new(taken);
    }

    /// <summary>Binds the values by name.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="scratch">Memory that lives as long as the statement.</param>
    /// <param name="source">What errors call the source.</param>
    /// <exception cref="SourceException">The statement has parameters without a value, or values have no parameter: all of them in one error.</exception>
    public void Bind(SqliteStatement statement, BindScratch scratch, string source)
    {
        var count = statement.ParameterCount;
        var bound = new HashSet<string>(StringComparer.Ordinal);
        var misfits = new List<string>();
        var binder = new ValueBinder(statement, scratch, count);
        for (var parameter = 0; parameter < count; parameter++)
        {
            var written = statement.ParameterName(parameter + 1);
            var at = written is null ? -1 : Array.FindIndex(_values, value => value.Name == WithoutPrefix(written));
            if (at >= 0)
            {
                bound.Add(_values[at].Name);
                Bind(ref binder, parameter, _values[at].Value);
            }
            else
            {
                misfits.Add(written is null ? $"parameter {parameter + 1} has no name; write $name for ?" : $"no value is given for {written}");
            }
        }

        misfits.AddRange(_values.Where(value => !bound.Contains(value.Name)).Select(value => $"the statement has no parameter {value.Name}"));
        if (binder.Refusal is not null) misfits.Add($"{statement.ParameterName(binder.RefusedColumn + 1)}: {binder.Refusal}");
        if (misfits.Count > 0) throw new SourceException($"The parameters of the {source} don't fit: {string.Join("; ", misfits)}.");
    }

    private static string WithoutPrefix(string name) => name[0] is '$' or '@' or ':' ? name[1..] : name;

    private static object? Storable(string name, object? value, string argument) => value switch
    {
        null or DBNull => null,
        Enum number => Convert.ToInt64(number, CultureInfo.InvariantCulture),
        string or byte[] or bool or byte or sbyte or short or ushort or int or uint or long or ulong or char or float or double or decimal
            or Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan => value,
        _ => throw new ArgumentException($"The parameter {name} is a {value.GetType().Name}, which has no form in SQLite. Give a number, text, bytes, Guid, date or time.", argument),
    };

    private static void Bind(ref ValueBinder binder, int parameter, object? value)
    {
        switch (value)
        {
            case null: binder.Null(parameter); break;
            case string text: binder.Text(parameter, text); break;
            case byte[] bytes: binder.Bytes(parameter, bytes); break;
            case bool flag: binder.Value(parameter, flag); break;
            case ulong number: binder.Value(parameter, number); break;
            case byte or sbyte or short or ushort or int or uint or long: binder.Value(parameter, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case char character: binder.Value(parameter, character); break;
            case float real: binder.Value(parameter, real); break;
            case double real: binder.Value(parameter, real); break;
            case decimal number: binder.Value(parameter, number); break;
            case Guid guid: binder.Value(parameter, guid); break;
            case DateTime time: binder.Value(parameter, time); break;
            case DateTimeOffset time: binder.Value(parameter, time); break;
            case DateOnly date: binder.Value(parameter, date); break;
            case TimeOnly time: binder.Value(parameter, time); break;
            case TimeSpan span: binder.Value(parameter, span); break;
        }
    }
}
