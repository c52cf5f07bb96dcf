namespace Syncline.Generator.Signatures;

/// <summary>The file of checked-in models: a line a model, sorted; empty lines and lines that begin with <c>#</c> say nothing.</summary>
internal sealed class ModelFile
{
    private readonly Dictionary<string, ModelLine> _models = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unclear = new(StringComparer.Ordinal);

    private ModelFile()
    {
    }

    /// <summary>The lines, by the number of the line from 0.</summary>
    public List<(int Number, ModelLine Line)> Lines { get; } = [];

    /// <summary>The lines that can't be read, and why.</summary>
    public List<(int Number, string Problem)> Problems { get; } = [];

    public static ModelFile Read(IEnumerable<string> lines)
    {
        var file = new ModelFile();
        var number = 0;
        foreach (var line in lines) file.Add(line, number++);
        return file;
    }

    /// <summary>Whether a line that can't be read is about the model, so that nothing can be said of it.</summary>
    public bool IsUnclear(string name) => _unclear.Contains(name);

    /// <summary>The model's line; <see langword="null"/> where there is none.</summary>
    public ModelLine? Find(string name) => _models.TryGetValue(name, out var line) ? line : null;

    /// <summary>Whether a line is about a model at all.</summary>
    public static bool IsModel(string line) => line.Trim() is { Length: > 0 } text && text[0] != '#';

    /// <summary>The model that a line is about, whether or not the rest of it can be read.</summary>
    public static string NameIn(string line) => line.Split('|')[0].Trim();

    private void Add(string line, int number)
    {
        if (!IsModel(line)) return;
        if (ModelLine.Read(line, out var problem) is not { } model)
        {
            Problems.Add((number, problem));
            _unclear.Add(NameIn(line));
        }
        else if (_models.ContainsKey(model.Name))
        {
            // Two branches that met: which of them is right is not for a rule to say.
            Problems.Add((number, $"an earlier line is about '{model.Name}' too"));
            _unclear.Add(model.Name);
        }
        else
        {
            _models.Add(model.Name, model);
            Lines.Add((number, model));
        }
    }
}
