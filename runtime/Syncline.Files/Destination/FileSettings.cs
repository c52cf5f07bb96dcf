namespace Syncline;

/// <summary>How a destination names and splits its files.</summary>
internal sealed record FileSettings(FileFormat Format, NamePattern Names, NamePattern MirrorName, long? RowsPerFile, long? BytesPerFile, bool SkipEmpty);
