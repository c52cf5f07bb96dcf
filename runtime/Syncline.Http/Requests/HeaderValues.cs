namespace Syncline;

/// <summary>Values of headers: a line feed in one ends the headers where it stands, and what is not ASCII is not sent at all.</summary>
internal static class HeaderValues
{
    /// <summary>What no header can hold, behind "has a line feed at its end".</summary>
    public const string NoHeaderCan = "which no header can hold";

    /// <summary>A header's value.</summary>
    /// <exception cref="ArgumentException">No header can hold it; the value is not told.</exception>
    public static string Checked(string name, string value, string parameter)
        => Fault(value, out var way) is { } fault ? throw new ArgumentException($"The value of the header {name} {fault}, {NoHeaderCan}. {way}", parameter) : value;

    /// <summary>What is wrong with a value, as in "has a line feed at its end"; null where nothing is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="way">The way out, as a sentence.</param>
    /// <param name="isAscii">Whether it must be ASCII; else control characters alone are wrong.</param>
    public static string? Fault(string value, out string way, bool isAscii = true)
    {
        way = "";
        var at = isAscii ? value.AsSpan().IndexOfAnyExceptInRange(' ', '~') : IndexOfControl(value);
        if (at < 0) return null;
        var isLast = string.IsNullOrWhiteSpace(value[at..]);
        way = isLast || string.IsNullOrWhiteSpace(value[..(at + 1)]) ? "Trim what was read from a file." : "Take it out, or encode the value as the API says.";
        return $"has {Kind(value[at])} {(isLast ? "at its end" : at == 0 ? "at its beginning" : $"at position {at + 1} of {value.Length}")}";
    }

    private static int IndexOfControl(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i])) return i;
        }

        return -1;
    }

    private static string Kind(char c) => c switch
    {
        '\r' => "a carriage return",
        '\n' => "a line feed",
        '\0' => "a NUL",
        '\t' => "a tab",
        _ => char.IsControl(c) ? "a control character" : "a character that is not ASCII",
    };
}
