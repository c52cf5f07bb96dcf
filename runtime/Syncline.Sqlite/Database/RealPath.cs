namespace Syncline;

/// <summary>A file's path with every link on the way resolved.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path behind the links; the path itself where it can't be followed.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var followed = 0;
        var resolved = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var part))
        {
            var next = Path.Combine(resolved, part);
            var target = LinkTarget(next);
            if (target is null || ++followed > MostLinks)
            {
                resolved = next;
                continue;
            }

            // A link may lead through further links: its parts are walked in turn.
            var absolute = Path.GetFullPath(target, resolved);
            resolved = Path.GetPathRoot(absolute)!;
            foreach (var piece in absolute[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(piece);
        }

        return resolved;
    }

    public static bool Same(string left, string right) => Spelled(left) == Spelled(right);

    /// <summary>The one spelling of a path where the system takes several for the same.</summary>
    public static string Spelled(string path) => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? path.ToUpperInvariant() : path;

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What can't be looked at can't be a link we could follow either.
            return null;
        }
    }
}
