using System.Buffers;
using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>Names of files and folders that every system takes: the strictest, Windows, says which.</summary>
internal static class SafeName
{
    /// <summary>The longest name of a file that the usual file systems take, in bytes.</summary>
    public const int MaxBytes = 255;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*\\");

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"];

    /// <summary>Why a path can't be used; null when it can.</summary>
    /// <param name="path">The path, with / between its parts, below the place it belongs to.</param>
    public static string? Problem(string path)
    {
        if (path.Length == 0) return "is empty";
        if (path.Contains('\\', StringComparison.Ordinal)) return "has a backslash: put / between folders";
        if (path[0] == '/' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))) return "is absolute: names are below the folder or bucket";
        return path.Split('/').Select(PartProblem).FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>A text as part of a name: what no name may hold is written as % and its hexadecimal bytes, and so is the first character of what Syncline's own folders are called.</summary>
    public static string Of(string text)
    {
        var name = new StringBuilder(text.Length);
        var isOwn = FileLayout.IsOwn(text);
        foreach (var rune in text.EnumerateRunes())
        {
            if (isOwn && name.Length == 0) Escape(name, rune);
            else if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '.' or '-' or '_' or '+' or '@' or '`')) name.Append((char)rune.Value);
            else if (Rune.IsLetterOrDigit(rune)) name.Append(rune.ToString());
            else Escape(name, rune);
        }

        // Windows leaves out a dot at the end.
        return name.Length > 0 && name[^1] == '.' ? $"{name.ToString(0, name.Length - 1)}%2E" : name.ToString();
    }

    /// <summary>A sync as part of a name: <c>Shop.Customer/Lake</c> becomes <c>Shop.Customer-Lake</c>, and a model's only sync bears its name.</summary>
    /// <remarks>Ids that differ have names that differ, but for one that spells out what another's name is, <c>Shop.Customer-Lake</c> or <c>Shop.Customer</c>: <see cref="Namesake"/> finds those.</remarks>
    public static string OfSync(string id)
    {
        var slash = id.IndexOfAny(['/', '@', '-']);
        // The slash behind the model alone: those of an instance are escaped.
        if (slash < 0 || id[slash] != '/') return Of(id);
        return Of(slash == id.Length - 1 ? id[..slash] : $"{id[..slash]}-{id[(slash + 1)..]}");
    }

    private static void Escape(StringBuilder name, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var one in bytes[..rune.EncodeToUtf8(bytes)]) name.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
    }

    private static string? PartProblem(string part)
    {
        if (part.Length == 0) return "has an empty part: write one / between folders, and none at the end";
        if (part is "." or "..") return $"has the part '{part}': names stay below the folder or bucket";
        if (part.AsSpan().IndexOfAny(Forbidden) is >= 0 and var at) return $"has the character {part[at]}, which not every system takes in a name";
        if (part.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || part.Contains('\x7f', StringComparison.Ordinal)) return "has a control character";
        if (part[^1] is '.' or ' ' || part[0] == ' ') return $"has the part '{part}', which begins with a blank or ends in a blank or a dot";
        if (IsDevice(part.Split('.')[0].TrimEnd())) return $"has the part '{part}', which Windows takes for a device";
        if (Encoding.UTF8.GetByteCount(part) > MaxBytes) return $"has a part of more than {MaxBytes} bytes";
        return null;
    }

    private static bool IsDevice(string stem)
        => Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)) && (char.IsAsciiDigit(stem[3]) || stem[3] is '¹' or '²' or '³'));
}
