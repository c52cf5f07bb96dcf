namespace Syncline;

/// <summary>A gzip file is damaged, cut short, or none at all.</summary>
internal sealed class NoGzipException(Exception? inner = null) : IOException("It is no whole gzip file.", inner);
