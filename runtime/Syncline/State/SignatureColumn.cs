using System.Globalization;

namespace Syncline;

/// <summary>A column as the signature of a model says it. Compiled into the generator too, whose rules compare signatures as a run does.</summary>
internal sealed record SignatureColumn(string Name, string Kind, bool IsNullable, bool IsCompared, bool IgnoresCase, double Tolerance)
{
    /// <summary>The kind, and whether it may be null: <c>Int32?</c>.</summary>
    public string Type => IsNullable ? Kind + "?" : Kind;

    /// <summary>Reads a signature.</summary>
    /// <returns>The columns in order; <see langword="null"/> when it is none.</returns>
    public static IReadOnlyList<SignatureColumn>? Read(string signature)
    {
        var columns = new List<SignatureColumn>();
        foreach (var text in Split(signature))
        {
            if (ReadOne(text) is not { } column) return null;
            columns.Add(column);
        }

        return columns;
    }

    // A semicolon in a name stands twice, and none is in what follows a name: where an odd number stand together, the first of them parts two columns.
    private static IEnumerable<string> Split(string signature)
    {
        var start = 0;
        for (var i = 0; i < signature.Length; i++)
        {
            var end = i;
            while (end < signature.Length && signature[end] == ';') end++;
            if ((end - i) % 2 == 1)
            {
                yield return signature.Substring(start, i - start);
                start = i + 1;
            }

            i = Math.Max(i, end - 1);
        }

        yield return signature.Substring(start);
    }

    private static SignatureColumn? ReadOne(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0) return null;
        var parts = text.Substring(colon + 1).Split(' ');
        var kind = parts[0].TrimEnd('?');
        var isNullable = kind.Length < parts[0].Length;
        if (kind.Length == 0 || !kind.All(char.IsLetterOrDigit)) return null;
        // Every semicolon of the name is one of a pair.
        var column = new SignatureColumn(string.Join(";", text.Substring(0, colon).Split([";;"], StringSplitOptions.None)), kind, isNullable, true, false, 0);
        foreach (var part in parts.Skip(1))
        {
            if (part == "uncompared") column = column with { IsCompared = false };
            else if (part == "nocase") column = column with { IgnoresCase = true };
            else if (part.Length > 0 && part[0] == '±' && double.TryParse(part.TrimStart('±'), NumberStyles.Float, CultureInfo.InvariantCulture, out var tolerance)) column = column with { Tolerance = tolerance };
            else return null;
        }

        return column;
    }
}
