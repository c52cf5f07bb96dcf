using System.IO.Enumeration;

namespace Syncline;

/// <summary>The files that a path with wildcards means.</summary>
internal static class FilePattern
{
    private const string AnyFolders = "**";

    // Files are told apart by case where the system does.
    private static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || OperatingSystem.IsMacCatalyst() || OperatingSystem.IsIOS();

    /// <summary>Whether a path has wildcards and no file is called so.</summary>
    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0 && !File.Exists(path);

    /// <summary>The files that match, in ordinal order of their paths.</summary>
    /// <exception cref="SourceException">A folder can't be read.</exception>
    public static IReadOnlyList<string> Find(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var first = Array.FindIndex(parts, part => part.AsSpan().IndexOfAny('*', '?') >= 0);
        var root = string.Join(Path.DirectorySeparatorChar, parts[..first]);
        if (first == 1 && root.Length == 0) root = Path.DirectorySeparatorChar.ToString();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            Find(root, parts.AsSpan(first), found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"The files of {SeenText.Whole(pattern)} could not be found: {Sentence.Of(e)}", e);
        }

        return [.. found];
    }

    private static void Find(string folder, ReadOnlySpan<string> parts, SortedSet<string> found)
    {
        if (parts.Length == 1 && parts[0] != AnyFolders)
        {
            foreach (var file in Entries(folder, parts[0], isFolder: false)) found.Add(file);
            return;
        }

        if (parts[0] == AnyFolders)
        {
            // Of no folder at all too; a ** at the end is every file below.
            Find(folder, parts.Length == 1 ? ["*"] : parts[1..], found);
            foreach (var below in Entries(folder, "*", isFolder: true))
            {
                // A link may lead back up, and round for ever.
                if (!File.GetAttributes(below).HasFlag(FileAttributes.ReparsePoint)) Find(below, parts, found);
            }

            return;
        }

        foreach (var below in Entries(folder, parts[0], isFolder: true)) Find(below, parts[1..], found);
    }

    private static IEnumerable<string> Entries(string folder, string name, bool isFolder)
    {
        if (name.AsSpan().IndexOfAny('*', '?') < 0)
        {
            var path = Path.Join(folder, name);
            return (isFolder ? Directory.Exists(path) : File.Exists(path)) ? [path] : [];
        }

        var where = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(where)) return [];
        // A name that begins with a dot is hidden, as what is still being written is.
        return new FileSystemEnumerable<string>(where, (ref entry) => entry.FileName.ToString(), new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref entry) => entry.IsDirectory == isFolder
                && (entry.FileName[0] != '.' || name[0] == '.')
                && FileSystemName.MatchesSimpleExpression(name, entry.FileName, IgnoresCase),
        }.Select(entry => Path.Join(folder, entry));
    }
}
