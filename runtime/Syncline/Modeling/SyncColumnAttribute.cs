namespace Syncline;

/// <summary>Says how a property becomes a column.</summary>
/// <param name="name">The column's name at source and destination; without one, the property's.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SyncColumnAttribute(string? name = null) : Attribute
{
    /// <summary>The column's name, or <see langword="null"/> for the property's.</summary>
    public string? Name { get; } = name;

    /// <summary>Whether a new value is a change. A column that isn't compared is delivered with the others but triggers nothing.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Compare { get; set; } = true;

    /// <summary>Compares text without case. On a key part it makes one key of both spellings; a record keeps the spelling it was created with.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IgnoreCase { get; set; }

    /// <summary>A number within this distance of the value last delivered is no change.</summary>
    /// <value>Default: 0, compare exactly. For float, double and decimal columns.</value>
    public double Tolerance { get; set; }

    /// <summary>Whether a null is sent, or the column left out.</summary>
    /// <value>Default: <see cref="NullPolicy.Send"/>.</value>
    public NullPolicy Nulls { get; set; }

    /// <summary>How an enum is stored.</summary>
    /// <value>Default: <see cref="EnumStorage.Number"/>.</value>
    public EnumStorage EnumAs { get; set; }

    /// <summary>A type that implements <see cref="IColumnConverter{TValue, TColumn}"/> for the property's type.</summary>
    public Type? Converter { get; set; }
}

/// <summary>Leaves a property out of the model: it is neither read, compared nor delivered.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SyncIgnoreAttribute : Attribute;

/// <summary>Keeps a column's values out of logs, error texts, printed plans and the debugger. State and spool hold them.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SensitiveAttribute : Attribute;

/// <summary>Says that a column holds the key of another model.</summary>
/// <param name="model">The other model.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ReferencesAttribute(Type model) : Attribute
{
    /// <summary>The model whose key the column holds.</summary>
    public Type Model { get; } = model;
}
