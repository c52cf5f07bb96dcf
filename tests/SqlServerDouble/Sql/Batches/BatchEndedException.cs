namespace Syncline.Doubles.Sql.Batches;

/// <summary>The rest of the batch is not executed. The client has been told why.</summary>
internal sealed class BatchEndedException : Exception;
