namespace Syncline;

/// <summary>A file, or a stream of the caller's, that rows are read from.</summary>
internal abstract class SourceFile(string name)
{
    /// <summary>What errors call it: its path, in characters that are seen.</summary>
    public string Name { get; } = SeenText.Whole(name);

    /// <summary>Whether reading it never waits for anything but a disk.</summary>
    public abstract bool IsLocal { get; }

    /// <summary>Opens it, to be disposed of by the caller.</summary>
    /// <exception cref="SourceException">It is not there, can't be opened, or is another than at the first time.</exception>
    public abstract Stream Open();

    /// <exception cref="SourceException">It changed since it was opened.</exception>
    public abstract void CheckUnchanged(Stream opened);
}

/// <summary>A file on a disk. It can be opened again, and is known by its stamp then.</summary>
internal sealed class LocalFile(string path) : SourceFile(path)
{
    private readonly string _path = path;
    private FileStamp? _first;

    public override bool IsLocal => true;

    public override Stream Open()
    {
        try
        {
            var stream = new LocalStream(_path);
            _first ??= stream.Stamp;
            if (stream.Stamp == _first) return stream;
            stream.Dispose();
            throw LocalStream.Changed(Name, _first.Value, stream.Stamp);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceException(_first is null ? DeadLink.Of(_path) ?? $"There is no file {Name}. Correct the path, or write * where names vary." : $"The file {Name} was there when the run began, and is gone.", e);
        }
        catch (NotSupportedException e)
        {
            throw new SourceException($"{Name} is a pipe or a device, and not a file that can be read twice. {LocalStream.WayOut}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var words = Directory.Exists(_path) ? "It is a folder; write which of its files are meant, as in folder/*.csv." : Sentence.Of(e);
            throw new SourceException($"The file {Name} could not be opened: {words}", e);
        }
    }

    public override void CheckUnchanged(Stream opened) => ((LocalStream)opened).CheckUnchanged();
}

/// <summary>A stream that the caller opens, once.</summary>
internal sealed class CallersStream(Func<Stream> open, string name) : SourceFile(name)
{
    public override bool IsLocal => false;

    public override Stream Open() => open() ?? throw new SourceException($"What opens {Name} gave no stream. Return one that can be read.");

    public override void CheckUnchanged(Stream opened)
    {
    }
}
