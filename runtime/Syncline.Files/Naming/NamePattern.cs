using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>How files are named: text with placeholders, checked when it is made.</summary>
internal sealed class NamePattern
{
    private const string Known = "{sync}, {model}, {run}, {commit}, {change}, {part}, {utc:format} and {ext}";
    // A time with all its digits, and one whose fraction a format may leave out.
    private static readonly DateTimeOffset[] SampleTimes = [new(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero), new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)];
    private static readonly NameValues Sample = new("Sync", "Model", "20240229T235959999Z-0badcafe", "20240229T235959999Z-0badcafe-1", FileChange.Snapshot, 1, SampleTimes[0]);
    private readonly List<(string Text, string? Placeholder)> _pieces = [];
    private readonly string _extension;
    private readonly string _pattern;

    private NamePattern(string pattern, string extension) => (_pattern, _extension) = (pattern, extension);

    /// <summary>Whether files of one run that differ in what their rows are have different names.</summary>
    public bool TellsChanges => Has("change");

    /// <summary>Whether files of one run's commits have different names by themselves.</summary>
    public bool TellsCommits => Has("commit");

    /// <summary>A pattern of files that are new in each run.</summary>
    /// <exception cref="ArgumentException">It can't be used; the message says why and what to write.</exception>
    public static NamePattern OfNewFiles(string pattern, string extension, string parameter)
    {
        var names = Parse(pattern, extension, parameter);
        if (!names.Has("run") && !names.Has("commit")) throw new ArgumentException($"The pattern '{pattern}' names no run, so that a run would overwrite the files of another. Write {{run}} or {{commit}} into it, as in '{{sync}}/{{run}}-{{change}}.{{ext}}'.", parameter);
        return names;
    }

    /// <summary>A pattern of the one file that each run replaces.</summary>
    /// <exception cref="ArgumentException">It can't be used; the message says why and what to write.</exception>
    public static NamePattern OfReplacedFile(string pattern, string extension, string parameter)
    {
        var names = Parse(pattern, extension, parameter);
        foreach (var placeholder in new[] { "run", "commit", "utc", "part" })
        {
            if (names.Has(placeholder)) throw new ArgumentException($"The pattern '{pattern}' has {{{placeholder}}}, so that a run would not replace the file of the one before. Leave it out: mode All keeps one file.", parameter);
        }

        return names;
    }

    /// <summary>The name of a file.</summary>
    /// <remarks>Where the pattern has no {part}, the second file of a kind and those after it get theirs before the extension.</remarks>
    public string Of(in NameValues values)
    {
        var name = new StringBuilder();
        foreach (var (text, placeholder) in _pieces) name.Append(text).Append(placeholder is null ? "" : Value(placeholder, values));
        if (values.Part > 1 && !Has("part")) name.Insert(name.Length - _extension.Length - 1, Part(values.Part, "-"));
        return name.ToString();
    }

    public override string ToString() => _pattern;

    private static NamePattern Parse(string pattern, string extension, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern, parameter);
        var names = new NamePattern(pattern, extension);
        names.Split(parameter);
        foreach (var time in SampleTimes) names.Check(Sample with { Utc = time }, parameter);
        return names;
    }

    private void Check(in NameValues values, string parameter)
    {
        string sample;
        try
        {
            sample = Of(values);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The pattern '{_pattern}' has a format for {{utc}} that .NET does not take: {e.Message} Write one such as {{utc:yyyy-MM-dd}}.", parameter, e);
        }

        if (SafeName.Problem(sample) is { } problem) throw new ArgumentException($"The pattern '{_pattern}' {problem}. It makes '{sample}', say. Correct the pattern.", parameter);
        var first = sample.Split('/')[0];
        if (FileLayout.IsOwn(first)) throw new ArgumentException($"The pattern '{_pattern}' puts files into {first}, where Syncline keeps its own. Choose another folder.", parameter);
        if (!sample.EndsWith($".{_extension}", StringComparison.Ordinal)) throw new ArgumentException($"The pattern '{_pattern}' does not end as the files do, in .{_extension}. End it so, or in .{{ext}}.", parameter);
    }

    private void Split(string parameter)
    {
        var at = 0;
        while (at < _pattern.Length)
        {
            var open = _pattern.IndexOfAny(['{', '}'], at);
            if (open < 0) break;
            var close = _pattern[open] == '{' ? _pattern.IndexOf('}', open) : -1;
            if (close < 0) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The pattern '{_pattern}' has a brace at position {open} that opens or closes no placeholder. Placeholders are {Known}."), parameter);
            var placeholder = _pattern[(open + 1)..close];
            if (!IsKnown(placeholder)) throw new ArgumentException($"The pattern '{_pattern}' has the unknown placeholder {{{placeholder}}}. There are {Known}.", parameter);
            _pieces.Add((_pattern[at..open], placeholder));
            at = close + 1;
        }

        _pieces.Add((_pattern[at..], null));
    }

    private static bool IsKnown(string placeholder)
        => placeholder is "sync" or "model" or "run" or "commit" or "change" or "part" or "ext" || (placeholder.StartsWith("utc:", StringComparison.Ordinal) && placeholder.Length > 4);

    private bool Has(string name) => _pieces.Exists(piece => piece.Placeholder == name || piece.Placeholder?.StartsWith($"{name}:", StringComparison.Ordinal) == true);

    private string Value(string placeholder, in NameValues values) => placeholder switch
    {
        "sync" => values.Sync,
        "model" => values.Model,
        "run" => values.Run,
        "commit" => values.Commit,
        "change" => values.Change.Word(),
        "part" => Part(values.Part, ""),
        "ext" => _extension,
        _ => values.Utc.UtcDateTime.ToString(placeholder[4..], CultureInfo.InvariantCulture),
    };

    private static string Part(int part, string before) => string.Create(CultureInfo.InvariantCulture, $"{before}{part:0000}");
}
