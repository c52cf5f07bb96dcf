using Syncline.Generator.Text;

namespace Syncline.Generator.Model;

/// <summary>Everything the emitter needs to know of a model, as plain data that is equal by value.</summary>
internal sealed record SyncModel
{
    /// <summary>The namespace as written in code; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The containing types, from the outside in.</summary>
    public required EquatableArray<TypeHeader> Containers { get; init; }

    public required TypeHeader Type { get; init; }

    /// <summary>The type as referred to from inside it: its name, or <c>global::Shop.Customer</c> where a nested type has that name.</summary>
    public required string Reference { get; init; }

    /// <summary>The name in metadata, with arity: <c>Shop.Outer`1+Customer</c>.</summary>
    public required string MetadataName { get; init; }

    public required GeneratedNames Names { get; init; }

    public required EquatableArray<Column> Columns { get; init; }

    /// <summary>The ordinals of the key's columns, in the order of the key.</summary>
    public required EquatableArray<int> Key { get; init; }

    public required Construction Construction { get; init; }

    public required bool KeepRows { get; init; }

    /// <summary>The members a masking <c>PrintMembers</c> prints; <see langword="null"/> when none is needed.</summary>
    public required PrintedMembers? Print { get; init; }

    public required EquatableArray<Sync> Syncs { get; init; }
}

/// <summary>A type declaration to open again.</summary>
/// <param name="Keyword">What it is: <c>record struct</c>, say.</param>
/// <param name="Name">The name without escapes.</param>
/// <param name="TypeParameters">Its type parameters, without escapes. They have no variance: a variant interface can't contain types.</param>
internal sealed record TypeHeader(string Keyword, string Name, EquatableArray<string> TypeParameters);

/// <summary>What the generated members are called in this model.</summary>
internal sealed record GeneratedNames(string Key, string GetKey, string Column, string FindChanges, string EnumTexts);

/// <summary>How a row is built from its columns.</summary>
/// <param name="Arguments">The constructor's arguments.</param>
/// <param name="NamesArguments">Whether the arguments must be named, because optional parameters are left out.</param>
/// <param name="Initializers">The members set after it.</param>
internal sealed record Construction(EquatableArray<Assignment> Arguments, bool NamesArguments, EquatableArray<Assignment> Initializers);

/// <summary>A parameter or member, and the column it takes its value from.</summary>
/// <param name="Target">The parameter's or member's name without escapes.</param>
/// <param name="Column">The column's ordinal; -1 for the type's default.</param>
/// <param name="Type">The parameter's or member's type.</param>
internal sealed record Assignment(string Target, int Column, string Type);

/// <summary>What a masking <c>PrintMembers</c> of a record prints.</summary>
/// <param name="Modifiers">The method's modifiers.</param>
/// <param name="CallsBase">Whether the base record prints its members itself.</param>
/// <param name="Members">The members, in order.</param>
internal sealed record PrintedMembers(string Modifiers, bool CallsBase, EquatableArray<PrintedMember> Members);

/// <summary>One printed member.</summary>
internal sealed record PrintedMember(string Name, bool IsMasked);
