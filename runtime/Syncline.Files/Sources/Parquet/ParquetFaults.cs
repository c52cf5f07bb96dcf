namespace Syncline;

/// <summary>What is wrong with a Parquet file.</summary>
internal static class ParquetFaults
{
    /// <summary>The error of a file that can't be read as one; whatever the library stumbles over, it is the file's.</summary>
    public static SourceException Damaged(SourceFile file, Exception e)
        => new($"{file.Name} can't be read as Parquet: {(e is OutOfMemoryException ? "it asks for more memory than there is." : Sentence.Of(e))} It may be damaged or cut short, or of a kind that the reader does not know. Write it anew.", e);
}
