namespace Syncline;

/// <summary>Turns a property's value into a column's and back. Named by <see cref="SyncColumnAttribute.Converter"/>; never instantiated.</summary>
/// <typeparam name="TValue">The property's type, without its nullability: null never reaches a converter.</typeparam>
/// <typeparam name="TColumn">A column type: a primitive, decimal, string, Guid, a date or time type, or byte[].</typeparam>
/// <remarks>Both ways must be the inverse of each other and give the same result every time, or rows flap.</remarks>
public interface IColumnConverter<TValue, TColumn>
{
    /// <summary>The column's value of a property's value.</summary>
    static abstract TColumn ToColumn(TValue value);

    /// <summary>The property's value of a column's value.</summary>
    static abstract TValue FromColumn(TColumn value);
}
