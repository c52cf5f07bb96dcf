using System.Reflection;

namespace Syncline.Models.Tests.Oracle;

/// <summary>A model as reflection sees it.</summary>
internal sealed class OracleModel
{
    private readonly Type _type;
    private readonly ConstructorInfo? _constructor;

    public OracleModel(Type type)
    {
        _type = type;
        // Of the corpus's types the longest constructor is the one that takes the columns.
        _constructor = type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).FirstOrDefault();
        Columns = Properties(type).Where(property => !Attributes(property).OfType<SyncIgnoreAttribute>().Any() && IsSet(property))
            .Select(property => new OracleColumn(property, Attributes(property)))
            .ToArray();
        Key = type.GetCustomAttribute<SyncModelAttribute>()!.PrimaryKey
            .Select(part => Array.FindIndex(Columns, column => column.Member == part))
            .ToArray();
    }

    public OracleColumn[] Columns { get; }

    public int[] Key { get; }

    /// <summary>Makes a row of property values.</summary>
    public object Create(IReadOnlyList<object?> values)
    {
        object? Value(string name) => values[Array.FindIndex(Columns, column => column.Member.Equals(name, StringComparison.OrdinalIgnoreCase))];
        bool IsColumn(string? name) => Columns.Any(column => column.Member.Equals(name, StringComparison.OrdinalIgnoreCase));

        var parameters = _constructor?.GetParameters() ?? [];
        var row = _constructor is null
            ? Activator.CreateInstance(_type)!
            : _constructor.Invoke([.. parameters.Select(parameter => IsColumn(parameter.Name) ? Value(parameter.Name!) : parameter.DefaultValue)]);
        foreach (var column in Columns.Where(column => parameters.All(parameter => !column.Member.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))))
        {
            _type.GetProperty(column.Member)!.SetValue(row, Value(column.Member));
        }

        return row;
    }

    /// <summary>What a record's text is, sensitive values masked; <see langword="null"/> for other types.</summary>
    public string? Text(object row)
    {
        if (_type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is null) return null;
        var members = Properties(_type).Where(property => property.GetMethod!.IsPublic)
            .Select(property => $"{property.Name} = {(Attributes(property).OfType<SensitiveAttribute>().Any() ? "***" : property.GetValue(row))}");
        return $"{_type.Name} {{ {string.Join(", ", members)} }}";
    }

    /// <summary>The columns that differ, but for the key's.</summary>
    public IReadOnlyList<int> Compare(object before, object after)
        => Enumerable.Range(0, Columns.Length)
            .Where(ordinal => !Key.Contains(ordinal) && Columns[ordinal].IsCompared && !Columns[ordinal].AreEqual(Columns[ordinal].Value(before), Columns[ordinal].Value(after)))
            .ToArray();

    /// <summary>The column values of the key, one of which may be null.</summary>
    public object?[] KeyValues(object row) => [.. Key.Select(ordinal => Columns[ordinal].Value(row))];

    private static List<PropertyInfo> Properties(Type type)
    {
        var found = new List<PropertyInfo>();
        var hierarchy = new Stack<Type>();
        for (var part = type; part is not null && part != typeof(object) && part != typeof(ValueType); part = part.BaseType) hierarchy.Push(part);
        foreach (var part in hierarchy)
        {
            foreach (var property in part.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(property => property.MetadataToken))
            {
                var place = found.FindIndex(other => other.Name == property.Name);
                if (place < 0) found.Add(property);
                else found[place] = property;
            }
        }

        return found;
    }

    private bool IsSet(PropertyInfo property)
        => property.CanWrite || (_constructor?.GetParameters().Any(parameter => property.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)) ?? false);

    // On the property, on the parameter of the same name of any type it comes from, or of the model.
    private Attribute[] Attributes(PropertyInfo property)
    {
        var attributes = property.GetCustomAttributes().ToList();
        for (var part = _type; part is not null; part = part.BaseType)
        {
            if (part.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is null) continue;
            attributes.AddRange(part.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.Name == property.Name).SelectMany(parameter => parameter.GetCustomAttributes()));
            if (part.GetProperty(property.Name) is { } inherited) attributes.AddRange(inherited.GetCustomAttributes());
        }

        return [.. attributes];
    }
}
