using Syncline.Analyzers.EventKeys;

namespace Syncline.Analyzers.Tests.EventKeys;

/// <summary>A table of keys from real schemas, with what the classifier ought to say of each.</summary>
internal static class KeyTable
{
    public const string Tuned = "tuned";
    public const string HeldOut = "held-out";
    public const string Published = "published";
    public const string Reviewed = "reviewed";

    public static IReadOnlyList<KeyTableRow> Read(string name)
    {
        using var stream = typeof(KeyTable).Assembly.GetManifestResourceStream($"EventKeys.{name}.md") ?? throw new InvalidOperationException($"There is no table '{name}'.");
        using var reader = new StreamReader(stream);
        // The first two rows of a table are its heading.
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(ReadRow)];
    }

    private static KeyTableRow ReadRow(string line)
    {
        var cells = line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
        Assert.True(cells.Length == 6, $"A row has six cells: {line}");
        var model = new EventModel { Name = cells[1], Key = Columns(cells[2]), Others = Columns(cells[3]), OtherModels = new(() => new(Models(cells[4]))) };
        return new(line.Trim(), cells[0], model, cells[5] == "ok" ? EventKeyProblem.None : (EventKeyProblem)int.Parse(cells[5], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static List<OtherModel> Models(string text)
        => [.. text.Split(')', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(model => model.TrimStart(';', ' ').Split('(')).Select(parts => new OtherModel(parts[0].TrimEnd('*'), Columns(parts[1]), parts[0].EndsWith('*')))];

    private static List<EventColumn> Columns(string text)
        => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(column => column.Split(' ')).Select(parts => Column(parts[0], parts.Length > 1 ? parts[1] : "string"))];

    private static EventColumn Column(string name, string type)
    {
        EventColumnKind? known = type switch
        {
            "string" => EventColumnKind.Text,
            "int" or "long" => EventColumnKind.Integer,
            "Guid" => EventColumnKind.Unique,
            "DateTime" => EventColumnKind.Timestamp,
            "DateOnly" => EventColumnKind.Day,
            "bool" or "byte" or "enum" => EventColumnKind.Few,
            "decimal" => EventColumnKind.Many,
            _ => null,
        };
        return new(name, known ?? EventColumnKind.Integer, type) { Wrapper = known is null ? type : "" };
    }
}
