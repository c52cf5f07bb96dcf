using System.Globalization;
using System.Text.Json;

namespace Syncline;

/// <summary>Writes the columns of one object of a record's JSON.</summary>
/// <param name="json">What is written to.</param>
/// <param name="plan">Where columns go.</param>
/// <param name="place">The object.</param>
/// <param name="isNew">Whether nulls are left out.</param>
internal readonly struct AttributeWriter(Utf8JsonWriter json, AttributePlan plan, AttributePlace place, bool isNew) : IRowWriter
{
    public void Null(int column)
    {
        var to = plan.Columns[column];
        if (to.Place == place && !isNew && !to.KeepsOnNull && !plan.Schema.Columns[column].SkipsNull) json.WriteNull(to.Name);
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        var to = plan.Columns[column];
        if (to.Place != place) return;
        switch (to.Form)
        {
            case AttributeForm.Text: WriteText(column, to.Name, value); break;
            case AttributeForm.Time when EpochSeconds.Of(value) is { } seconds: json.WriteNumber(to.Name, seconds); break;
            default: WriteAsIs(column, to.Name, value); break;
        }
    }

    public void Text(int column, string value)
    {
        var to = plan.Columns[column];
        if (to.Place != place) return;
        if (Surrogates.HasLone(value)) throw Unfit(column, "holds half of a surrogate pair");
        json.WriteString(to.Name, value);
    }

    // The plan takes no such column.
    public void Bytes(int column, ReadOnlySpan<byte> value) => throw Unfit(column, "is of bytes");

    private void WriteAsIs<T>(int column, string name, T value)
        where T : struct
    {
        switch (value)
        {
            case bool flag: json.WriteBoolean(name, flag); break;
            case sbyte or byte or short or ushort or int or long: json.WriteNumber(name, ((IConvertible)value).ToInt64(CultureInfo.InvariantCulture)); break;
            case uint or ulong: json.WriteNumber(name, ((IConvertible)value).ToUInt64(CultureInfo.InvariantCulture)); break;
            case decimal number: json.WriteNumber(name, number); break;
            case float number when float.IsFinite(number): json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            case float or double: throw Unfit(column, "is no number");
            default: WriteText(column, name, value); break;
        }
    }

    private void WriteText<T>(int column, string name, T value)
        where T : struct
    {
        if (value is char c && char.IsSurrogate(c)) throw Unfit(column, "holds half of a surrogate pair");
        json.WriteString(name, CellTexts.Of(value));
    }

    private UnfitRowException Unfit(int column, string what) => new($"{plan.Schema.Columns[column].Name} {what}, which Intercom has no form for");
}
