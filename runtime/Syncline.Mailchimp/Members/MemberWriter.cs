using System.Globalization;
using System.Text.Json;

namespace Syncline;

/// <summary>Writes the columns of one object of a member's JSON.</summary>
/// <param name="json">What is written to.</param>
/// <param name="plan">Where columns go.</param>
/// <param name="group">The object.</param>
internal readonly struct MemberWriter(Utf8JsonWriter json, MemberPlan plan, int group) : IRowWriter
{
    public void Null(int column)
    {
        var to = plan.Columns[column];
        if (to.Group != group || plan.Schema.Columns[column].SkipsNull) return;
        if (to.Null == NullForm.Empty) json.WriteString(to.Name, "");
        else if (to.Null == NullForm.False) json.WriteBoolean(to.Name, false);
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        var to = plan.Columns[column];
        if (to.Group != group) return;
        switch (value)
        {
            case bool flag when to.IsFlag: json.WriteBoolean(to.Name, flag); break;
            case sbyte or byte or short or ushort or int or long: json.WriteNumber(to.Name, ((IConvertible)value).ToInt64(CultureInfo.InvariantCulture)); break;
            case uint or ulong: json.WriteNumber(to.Name, ((IConvertible)value).ToUInt64(CultureInfo.InvariantCulture)); break;
            case decimal number: json.WriteNumber(to.Name, number); break;
            case float number when float.IsFinite(number): json.WriteNumber(to.Name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(to.Name, number); break;
            case float or double: throw Unfit(column, "is no number");
            case char c when char.IsSurrogate(c): throw Unfit(column, "holds half of a surrogate pair");
            default: json.WriteString(to.Name, MailchimpTexts.Of(value)); break;
        }
    }

    public void Text(int column, string value)
    {
        var to = plan.Columns[column];
        if (to.Group != group) return;
        if (Surrogates.HasLone(value)) throw Unfit(column, "holds half of a surrogate pair");
        json.WriteString(to.Name, value);
    }

    // The plan takes no such column.
    public void Bytes(int column, ReadOnlySpan<byte> value) => throw Unfit(column, "is of bytes");

    private UnfitRowException Unfit(int column, string what) => new($"{plan.Schema.Columns[column].Name} {what}, which Mailchimp has no form for");
}
