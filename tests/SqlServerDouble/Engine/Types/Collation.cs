using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Syncline.Doubles.Engine.Types;

/// <summary>
/// How text compares, and the code page of its <c>varchar</c>. Weights are ours: they agree with SQL Server's on
/// Latin letters, digits, blanks, kana and width, and on what a version 80 collation gives no weight at all.
/// </summary>
public sealed class Collation
{
    private const uint IgnoreCase = 1 << 20;
    private const uint IgnoreAccent = 1 << 21;
    private const uint IgnoreKana = 1 << 22;
    private const uint IgnoreWidth = 1 << 23;
    private const uint Binary = 1 << 24;
    private const uint Binary2 = 1 << 25;
    private const uint Utf8 = 1 << 26;

    private static readonly ConcurrentDictionary<string, Collation?> Known = new(StringComparer.OrdinalIgnoreCase);

    private Collation(string name, string[] parts)
    {
        Name = name;
        IsSql = parts[0] == "SQL";
        IsBinary = parts[^1] is "BIN" or "BIN2";
        IsCaseSensitive = IsBinary || parts.Contains("CS");
        IsAccentSensitive = IsBinary || !parts.Contains("AI");
        IsUtf8 = parts[^1] == "UTF8";
        Version = parts.Contains("140") ? 3 : parts.Contains("100") ? 2 : parts.Contains("90") ? 1 : 0;
        CodePage = IsUtf8 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        WireBytes = new byte[5];
        BinaryPrimitives.WriteUInt32LittleEndian(WireBytes, Flags(parts));
        WireBytes[4] = (byte)(!IsSql ? 0 : IsCaseSensitive ? 0x33 : IsAccentSensitive ? 0x34 : 0x36);
    }

    public static Collation Default { get; } = Get("Latin1_General_CI_AS");

    public string Name { get; }

    public bool IsSql { get; }

    public bool IsBinary { get; }

    public bool IsCaseSensitive { get; }

    public bool IsAccentSensitive { get; }

    public bool IsUtf8 { get; }

    /// <summary>0 for version 80 collations, 1 for 90, 2 for 100, 3 for 140.</summary>
    public int Version { get; }

    /// <summary>What a <c>varchar</c> of this collation is stored in.</summary>
    public Encoding CodePage { get; }

    /// <summary>The five bytes that stand for the collation in TDS.</summary>
    public byte[] WireBytes { get; }

    public static Collation Get(string name) => Find(name) ?? throw SqlErrors.InvalidCollation(name);

    public static Collation? Find(string name) => Known.GetOrAdd(name, Parse);

    /// <summary>Two texts are equal exactly where their keys are. Blanks at the end never count.</summary>
    public string EqualityKey(string text)
    {
        var end = text.AsSpan().TrimEnd(' ').Length;
        if (IsBinary)
            return end == text.Length ? text : text[..end];
        return CollationWeights.Fold(text.AsSpan(0, end), this);
    }

    public int Compare(string left, string right) => IsBinary
        ? string.CompareOrdinal(left.TrimEnd(' '), right.TrimEnd(' '))
        : CollationWeights.Compare(left.AsSpan().TrimEnd(' '), right.AsSpan().TrimEnd(' '), this);

    public override string ToString() => Name;

    private static Collation? Parse(string name)
    {
        var parts = name.ToUpperInvariant().Split('_');
        var known = name.StartsWith("Latin1_General_", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("SQL_Latin1_General_CP1_", StringComparison.OrdinalIgnoreCase);
        var sensitivity = parts.Any(part => part is "CI" or "CS") && parts.Any(part => part is "AI" or "AS");
        return known && (sensitivity || parts[^1] is "BIN" or "BIN2") ? new Collation(name, parts) : null;
    }

    private uint Flags(string[] parts)
    {
        uint flags = 0x0409;
        if (IsBinary)
            return flags | (parts[^1] == "BIN" ? Binary : Binary2) | (uint)Version << 28;
        flags |= (IsCaseSensitive ? 0 : IgnoreCase) | (IsAccentSensitive ? 0 : IgnoreAccent) | (IsUtf8 ? Utf8 : 0);
        flags |= (parts.Contains("KS") ? 0 : IgnoreKana) | (parts.Contains("WS") ? 0 : IgnoreWidth);
        return flags | (uint)Version << 28;
    }
}
