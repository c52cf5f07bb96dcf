using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Syncline.Models.Tests.Oracle;

/// <summary>A column as reflection sees it: slow, and written from SPEC alone.</summary>
internal sealed class OracleColumn
{
    private readonly PropertyInfo _property;
    private readonly Type? _converter;
    private readonly Type _type;
    private readonly SyncColumnAttribute _options;

    public OracleColumn(PropertyInfo property, IReadOnlyList<Attribute> attributes)
    {
        _property = property;
        _options = attributes.OfType<SyncColumnAttribute>().FirstOrDefault() ?? new();
        _converter = _options.Converter;
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsSensitive = attributes.OfType<SensitiveAttribute>().Any();
        Inner = _converter is null && FindInner(_type) is { } inner ? inner : null;
    }

    public string Name => _options.Name ?? _property.Name;

    public string Member => _property.Name;

    public bool IsSensitive { get; }

    public bool IsCompared => _options.Compare;

    public bool IgnoresCase => _options.IgnoreCase;

    public double Tolerance => _options.Tolerance;

    public Type PropertyType => _property.PropertyType;

    /// <summary>The property of a wrapper.</summary>
    public PropertyInfo? Inner { get; }

    public bool IsNullable => CanBeNull(_property) || Inner is not null && CanBeNull(Inner);

    public ColumnTraits Traits
        => (IsNullable ? ColumnTraits.Nullable : 0)
            | (IsCompared ? 0 : ColumnTraits.NotCompared)
            | (IgnoresCase ? ColumnTraits.IgnoreCase : 0)
            | (_options.Nulls == NullPolicy.Skip ? ColumnTraits.SkipNull : 0)
            | (IsSensitive ? ColumnTraits.Sensitive : 0);

    public ColumnKind Kind => Enum.Parse<ColumnKind>(ColumnType() switch
    {
        var type when type == typeof(string) => nameof(ColumnKind.Text),
        var type when type == typeof(byte[]) => nameof(ColumnKind.Bytes),
        var type => type.Name,
    });

    public object? Property(object row) => _property.GetValue(row);

    /// <summary>The column's value of a row.</summary>
    public object? Value(object row) => ValueOf(Property(row));

    /// <summary>The column's value of a property's value.</summary>
    public object? ValueOf(object? value)
    {
        if (Inner is not null && value is not null) value = Inner.GetValue(value);
        if (value is null) return null;
        if (_converter is not null) return Contract().ToColumn.Invoke(null, [value]);
        return value switch
        {
            Enum member when _options.EnumAs == EnumStorage.Name => EnumText(member),
            Enum member => Convert.ChangeType(member, Enum.GetUnderlyingType(member.GetType()), CultureInfo.InvariantCulture),
            nint number => (long)number,
            nuint number => (ulong)number,
            ReadOnlyMemory<byte> memory => memory.ToArray(),
            _ => value,
        };
    }

    /// <summary>Whether two column values are no change.</summary>
    public bool AreEqual(object? left, object? right)
    {
        if (left is null || right is null) return left is null && right is null;
        if (Tolerance != 0 && ToDouble(left) is var a && ToDouble(right) is var b && Math.Abs(a - b) <= Tolerance) return true;
        return left switch
        {
            string text when IgnoresCase => string.Equals(text, (string)right, StringComparison.OrdinalIgnoreCase),
            byte[] bytes => bytes.SequenceEqual((byte[])right),
            _ => left.Equals(right),
        };
    }

    private static double ToDouble(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    // The first name declared for the number, or the number: never the list that a [Flags] enum gives of itself.
    private static string EnumText(Enum member)
        => member.GetType().GetFields(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(field => member.Equals(field.GetValue(null)))?.Name ?? member.ToString("D");

    private Type ColumnType()
    {
        var type = Inner is null ? _type : Nullable.GetUnderlyingType(Inner.PropertyType) ?? Inner.PropertyType;
        if (_converter is not null) return Contract().ToColumn.ReturnType;
        if (type.IsEnum) return _options.EnumAs == EnumStorage.Name ? typeof(string) : Enum.GetUnderlyingType(type);
        if (type == typeof(nint)) return typeof(long);
        if (type == typeof(nuint)) return typeof(ulong);
        return type == typeof(ReadOnlyMemory<byte>) ? typeof(byte[]) : type;
    }

    private (MethodInfo ToColumn, MethodInfo FromColumn) Contract()
    {
        var contract = _converter!.GetInterfaces().Single(type => type.GetGenericTypeDefinition() == typeof(IColumnConverter<,>) && type.GetGenericArguments()[0] == _type);
        var map = _converter.GetInterfaceMap(contract);
        MethodInfo Find(string name) => map.TargetMethods[Array.FindIndex(map.InterfaceMethods, method => method.Name == name)];
        return (Find("ToColumn"), Find("FromColumn"));
    }

    private static bool CanBeNull(PropertyInfo property)
        => Nullable.GetUnderlyingType(property.PropertyType) is not null
            || !property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).ReadState != NullabilityState.NotNull;

    private static PropertyInfo? FindInner(Type type)
        => type.Namespace == typeof(TestModels.Sku).Namespace && !type.IsEnum
            ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Single(property => property.GetIndexParameters().Length == 0)
            : null;
}
