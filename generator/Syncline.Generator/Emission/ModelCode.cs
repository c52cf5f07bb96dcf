using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>A model with the names and expressions that several emitters share.</summary>
internal sealed class ModelCode
{
    public const string GeneratedCode = $"[global::System.CodeDom.Compiler.GeneratedCode(\"{GeneratorName.Name}\", \"{GeneratorName.Form}\")]";

    public ModelCode(SyncModel model)
    {
        Model = model;
        Columns = model.Columns.Select((column, ordinal) => new ColumnCode(column, ordinal, model.Key.Contains(ordinal), model.Names.EnumTexts)).ToArray();
        KeyParts = model.Key.Select(ordinal => Columns[ordinal]).ToArray();
        Self = model.Reference;
        Key = model.Names.Key;
        // A type parameter must hide neither the model's name nor one of a containing type that it mentions.
        var outer = new HashSet<string>(model.Containers.SelectMany(container => container.TypeParameters), StringComparer.Ordinal) { model.Type.Name };
        Writer = Identifiers.Fresh("TWriter", outer);
        Reader = Identifiers.Fresh("TReader", outer);
        Destination = Identifiers.Fresh("TDestination", outer);
        Name = string.Join(".", model.Containers.Select(container => container.Name).Append(model.Type.Name));
    }

    public SyncModel Model { get; }

    public IReadOnlyList<ColumnCode> Columns { get; }

    public IReadOnlyList<ColumnCode> KeyParts { get; }

    /// <summary>The model as referred to from inside it.</summary>
    public string Self { get; }

    /// <summary>The key as referred to from inside the model.</summary>
    public string Key { get; }

    /// <summary>The model's name with its containing types', without namespace: <c>Outer.Customer</c>.</summary>
    public string Name { get; }

    public string Writer { get; }

    public string Reader { get; }

    public string Destination { get; }

    public string ModelInterface => $"global::Syncline.ISyncModel<{Self}>";

    public string KeyedInterface => $"global::Syncline.ISyncModel<{Self}, {Key}>";

    /// <summary>The expression of the model's full name, and what follows it. In a generic type its arguments are part of it, so that their states are apart.</summary>
    public string FullName(string suffix = "")
    {
        var space = Model.Namespace.Replace("@", "");
        var isGeneric = Model.Containers.Any(container => container.TypeParameters.Count > 0);
        var containers = Model.Containers.Select(container => container.TypeParameters.Count == 0
            ? container.Name
            : $"{container.Name}<{string.Join(",", container.TypeParameters.Select(parameter => $"{{typeof({Identifiers.Escape(parameter)})}}"))}>");
        var name = string.Join(".", new[] { space }.Where(part => part.Length > 0).Concat(containers).Append(Model.Type.Name));
        if (!isGeneric) return Identifiers.Literal(name + suffix);
        return "$" + Identifiers.Literal(name + suffix.Replace("{", "{{").Replace("}", "}}"));
    }
}
