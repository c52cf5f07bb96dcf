using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Syncline;

/// <summary>Conversions and checks that generated code calls.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ColumnValues
{
    /// <summary>The text of a column that is never null.</summary>
    /// <exception cref="UnreadableRowException">It is null.</exception>
    public static string Require(string? value, string column) => value ?? ThrowNull<string>(column);

    /// <summary>The bytes of a column that is never null.</summary>
    /// <exception cref="UnreadableRowException">They are null.</exception>
    public static byte[] Require(byte[]? value, string column) => value ?? ThrowNull<byte[]>(column);

    /// <summary>The value of a column that is never null.</summary>
    /// <exception cref="UnreadableRowException">It is null.</exception>
    public static T Require<T>(T? value, string column)
        where T : struct
        => value ?? ThrowNull<T>(column);

    /// <inheritdoc cref="Require{T}(T?, string)"/>
    public static T Require<T>(T? value, string column)
        where T : class
        => value ?? ThrowNull<T>(column);

    /// <summary>What a converter makes of a property's value.</summary>
    public static TColumn ToColumn<TConverter, TValue, TColumn>(TValue value)
        where TConverter : IColumnConverter<TValue, TColumn>
        => TConverter.ToColumn(value);

    /// <summary>What a converter makes of a column's value.</summary>
    public static TValue FromColumn<TConverter, TValue, TColumn>(TColumn value)
        where TConverter : IColumnConverter<TValue, TColumn>
        => TConverter.FromColumn(value);

    /// <summary>The number of an enum that is stored by name, but whose text is none.</summary>
    /// <exception cref="UnreadableRowException">The text is no number of that size either.</exception>
    public static T ParseEnumNumber<T>(string text, string column, bool isSensitive)
        where T : struct, IBinaryInteger<T>
    {
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        var found = isSensitive ? "a text" : $"'{text}'";
        throw new UnreadableRowException(column, $"The column {column} holds {found}, which is neither a name of its enum nor the number of an unnamed value.");
    }

    /// <summary>The error of a row whose key is asked for, but has no value.</summary>
    public static InvalidOperationException NullKeyPart(string model, string part)
        => new($"The row of {model} has no key: {part} is null.");

    [DoesNotReturn]
    private static T ThrowNull<T>(string column)
        => throw new UnreadableRowException(column, $"The column {column} is null, but the model says it never is. Make the property nullable, or give the row a value.");
}
