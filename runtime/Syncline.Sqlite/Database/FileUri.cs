namespace Syncline;

/// <summary>A <c>file:</c> name as SQLite takes it.</summary>
/// <remarks>See https://www.sqlite.org/uri.html.</remarks>
internal sealed record FileUri(string Path, bool IsMemory, bool IsShared, bool HasMode, bool NeverCreates)
{
    public static FileUri? TryParse(string dataSource)
    {
        if (!dataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return null;
        var rest = dataSource["file:".Length..];
        var fragment = rest.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0) rest = rest[..fragment];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        var path = Uri.UnescapeDataString(question < 0 ? rest : rest[..question]);
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = path.IndexOf('/', 2);
            path = slash < 0 ? "" : path[slash..];
        }

        return new(
            path,
            IsMemory: query.Contains("mode=memory") || path == ":memory:",
            IsShared: query.Contains("cache=shared"),
            HasMode: query.Any(option => option.StartsWith("mode=", StringComparison.Ordinal)),
            NeverCreates: query.Contains("mode=ro") || query.Contains("mode=rw"));
    }
}
