namespace Syncline;

/// <summary>How Parquet is read.</summary>
public sealed record ParquetReadOptions : FileReadOptions;
