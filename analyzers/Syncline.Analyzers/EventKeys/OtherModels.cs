namespace Syncline.Analyzers.EventKeys;

/// <summary>The models of a project, found by name and by key: each event looks for its key among them.</summary>
internal sealed class OtherModels(IReadOnlyList<OtherModel> models)
{
    private readonly ILookup<string, OtherModel> _byName = models.ToLookup(model => string.Concat(new ModelName(model.Name).Core), StringComparer.Ordinal);
    private readonly ILookup<string, OtherModel> _byKey = models.ToLookup(model => Signature(model.Key), StringComparer.Ordinal);

    /// <summary>The models of a name, given in words.</summary>
    public IEnumerable<OtherModel> Named(string[] words) => words.Length == 0 ? [] : _byName[string.Concat(words)];

    /// <summary>The models with a key of the same names and types.</summary>
    public IEnumerable<OtherModel> KeyedLike(IReadOnlyList<EventColumn> key) => _byKey[Signature(key)];

    private static string Signature(IReadOnlyList<EventColumn> key)
        => string.Join("|", key.Select(column => $"{NameWords.Join(column.Name)} {column.Type}").OrderBy(part => part, StringComparer.Ordinal));
}
