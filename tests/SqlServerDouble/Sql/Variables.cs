using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql;

/// <summary>The variables and parameters of one batch.</summary>
internal sealed class Variables
{
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, Table> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The error that a CATCH block looks at.</summary>
    public SqlError? Caught { get; set; }

    public IEnumerable<Variable> All => _variables.Values;

    public Variable Declare(string name, SqlType type, object? value = null) => _variables[name] = new Variable(name, type) { Value = value };

    public Variable Find(string name) => _variables.GetValueOrDefault(name) ?? throw SqlErrors.UndeclaredVariable(name);
}

internal sealed class Variable(string name, SqlType type)
{
    public string Name => name;

    public SqlType Type => type;

    public object? Value { get; set; }
}
