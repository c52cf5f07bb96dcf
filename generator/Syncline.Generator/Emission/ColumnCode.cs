using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Emission;

/// <summary>The expressions of one column: from a property's value to the column's and back.</summary>
/// <param name="column">The column.</param>
/// <param name="ordinal">Its ordinal.</param>
/// <param name="isKeyPart">Whether the key has it.</param>
/// <param name="enumTexts">The class with the texts of enums, nested in the model.</param>
internal sealed class ColumnCode(Column column, int ordinal, bool isKeyPart, string enumTexts)
{
    public Column Column => column;

    public int Ordinal => ordinal;

    public bool IsKeyPart => isKeyPart;

    public string Member => Identifiers.Escape(column.Member);

    /// <summary>A null of a key part is written as one, whatever the type says: it makes the row invalid, not the run.</summary>
    public bool NullIsWritten => column.IsNullable || isKeyPart;

    private string? WrapperMember => column.Wrapper is { } wrapper ? Identifiers.Escape(wrapper.Member) : null;

    /// <summary>Whether <see cref="Access"/> can be null when the program runs.</summary>
    public bool CanBeNull => column.PropertyCanBeNull || column.Wrapper is { Inner: not Nullability.Value };

    /// <summary>What the mapping starts from: the property, or what it wraps; null where either is.</summary>
    public string Access(string owner) => WrapperMember is null
        ? $"{owner}.{Member}"
        : $"{owner}.{Member}{(column.PropertyCanBeNull ? "?" : "")}.{WrapperMember}";

    /// <summary>The column's value of a mapping's start that is not null.</summary>
    public string ToColumn(string value) => column.Mapping.Form switch
    {
        MappingForm.Cast => $"({column.Mapping.ColumnType}){value}",
        MappingForm.EnumName => $"{enumTexts}.TextOf({value})",
        MappingForm.Converter => $"{column.Mapping.ToColumn}({value})",
        _ => value,
    };

    /// <summary>The property's value of a column's value.</summary>
    public string FromColumn(string value)
    {
        var inner = FromColumnToInner(value);
        return column.Wrapper is { } wrapper ? $"{wrapper.Factory}({inner})" : inner;
    }

    /// <summary>What the wrapper holds, or the property's value where there is none, of a column's value.</summary>
    public string FromColumnToInner(string value) => column.Mapping.Form switch
    {
        // A native integer is 32 bits wide on some machines.
        MappingForm.Cast when column.Mapping.ValueType is "nint" or "nuint" => $"checked(({column.Mapping.ValueType}){value})",
        MappingForm.Cast => $"({column.Mapping.ValueType}){value}",
        MappingForm.Memory => $"new {column.Mapping.ValueType}({value})",
        MappingForm.EnumName => $"{enumTexts}.Parse{ordinal}({value})",
        MappingForm.Converter => $"{column.Mapping.FromColumn}({value})",
        _ => value,
    };

    /// <summary>The statement that gives a writer the column's value.</summary>
    public string Put(int place, string value) => column.Kind switch
    {
        ColumnKind.Text => $"writer.Text({place}, {value});",
        ColumnKind.Bytes when column.Mapping.Form == MappingForm.Memory => $"writer.Bytes({place}, {value}.Span);",
        ColumnKind.Bytes => $"writer.Bytes({place}, {value});",
        _ => $"writer.Value({place}, {value});",
    };

    /// <summary>The expression that takes the column's value from a reader.</summary>
    public string Take(int place) => column.Kind switch
    {
        ColumnKind.Text => $"reader.Text({place})",
        ColumnKind.Bytes => $"reader.Bytes({place})",
        _ => $"reader.Value<{column.Mapping.ColumnType}>({place})",
    };
}
