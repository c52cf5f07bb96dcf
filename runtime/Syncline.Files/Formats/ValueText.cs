using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>The text of a value, in whatever format of text.</summary>
internal static class ValueText
{
    /// <summary>Adds the text of a value that is no char; the JIT drops the branches of other types.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(Utf8Buffer buffer, T value)
        where T : struct
    {
        switch (value)
        {
            case bool truth: buffer.Add(truth ? "true"u8 : "false"u8); break;
            case byte number: buffer.Add(number, default); break;
            case sbyte number: buffer.Add(number, default); break;
            case short number: buffer.Add(number, default); break;
            case ushort number: buffer.Add(number, default); break;
            case int number: buffer.Add(number, default); break;
            case uint number: buffer.Add(number, default); break;
            case long number: buffer.Add(number, default); break;
            case ulong number: buffer.Add(number, default); break;
            case float number: buffer.Add(number, default); break;
            case double number: buffer.Add(number, default); break;
            case decimal number: buffer.Add(number); break;
            case Guid id: buffer.Add(id, default); break;
            case DateTime time: buffer.Add(time, "O"); break;
            case DateTimeOffset time: buffer.Add(time, "O"); break;
            case DateOnly date: buffer.Add(date, "O"); break;
            case TimeOnly time: buffer.Add(time, "O"); break;
            case TimeSpan time: buffer.Add(time, "c"); break;
            default: throw new NotSupportedException($"Files have no form for {typeof(T)}.");
        }
    }
}
