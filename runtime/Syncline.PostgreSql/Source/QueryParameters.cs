using System.Globalization;

namespace Syncline;

/// <summary>The values of a query's parameters, checked when they are given.</summary>
internal sealed class QueryParameters
{
    private readonly object[] _values;

    private QueryParameters(string[] names, object[] values) => (Names, _values) = (names, values);

    /// <summary>The names, without prefix.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <exception cref="ArgumentException">A name is empty or given twice, or a value has no form in PostgreSQL.</exception>
    public static QueryParameters Take((string Name, object? Value)[] parameters, string argument)
    {
        var names = new string[parameters.Length];
        var values = new object[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(parameters[i].Name, argument);
            var name = parameters[i].Name[0] is '@' or ':' ? parameters[i].Name[1..] : parameters[i].Name;
            if (Array.IndexOf(names, name, 0, i) >= 0) throw new ArgumentException($"The parameter {name} is given twice.", argument);
            names[i] = name;
            values[i] = Storable(name, parameters[i].Value, argument);
        }

        return new(names, values);
    }

    /// <summary>The values in the order of the statement's numbers.</summary>
    /// <exception cref="SourceException">The statement has parameters without a value, or values have no parameter: all of them in one error.</exception>
    public IReadOnlyList<object> Fit(QueryText text, string source)
    {
        var misfits = new List<string>();
        if (text.WithoutValue.Count > 0) misfits.Add($"no value is given for {string.Join(", ", text.WithoutValue)} (give one; where @ is meant as the operator, write abs(…))");
        var strays = Names.Where((_, i) => !text.Order.Contains(i)).Select(name => $"@{name}").ToList();
        if (strays.Count > 0) misfits.Add($"the statement has no {string.Join(", ", strays)} (correct the name, or leave out the value)");
        if (misfits.Count > 0) throw new SourceException($"The parameters of the {source} don't fit: {string.Join("; ", misfits)}.");
        return [.. text.Order.Select(i => _values[i])];
    }

    private static object Storable(string name, object? value, string argument) => value switch
    {
        null or DBNull => DBNull.Value,
        Enum number => Convert.ToInt64(number, CultureInfo.InvariantCulture),
        byte or sbyte => Convert.ToInt16(value, CultureInfo.InvariantCulture),
        ushort number => (int)number,
        uint number => (long)number,
        ulong number => (decimal)number,
        DateTime { Kind: DateTimeKind.Local } time => time.ToUniversalTime(),
        DateTimeOffset time => time.ToUniversalTime(),
        string text when text.Contains('\0', StringComparison.Ordinal) => throw new ArgumentException($"The parameter {name} holds the character NUL, and no text in PostgreSQL does. Leave it out.", argument),
        string or byte[] or bool or short or int or long or char or float or double or decimal or Guid or DateTime or DateOnly or TimeOnly or TimeSpan => value,
        string[] or bool[] or short[] or int[] or long[] or float[] or double[] or decimal[] or Guid[] or DateTime[] or DateOnly[] or TimeOnly[] or TimeSpan[] => value,
        _ => throw new ArgumentException($"The parameter {name} is a {value.GetType().Name}, which has no form in PostgreSQL. Give a number, text, bytes, Guid, date or time, or an array of one of them.", argument),
    };
}
