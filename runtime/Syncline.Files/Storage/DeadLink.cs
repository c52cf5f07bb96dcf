namespace Syncline;

/// <summary>Links that lead nowhere. Of such a one the runtime says that it is there.</summary>
internal static class DeadLink
{
    /// <summary>What is wrong with a path that is one, and the way out; <see langword="null"/> for any other.</summary>
    public static string? Of(string path)
        => new FileInfo(path).LinkTarget is { } target && !Path.Exists(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName)
            ? $"{SeenText.Whole(path)} is a link to {SeenText.Whole(target)}, which is not there. Create or mount what it leads to, or remove the link."
            : null;
}
