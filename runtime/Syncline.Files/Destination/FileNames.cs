namespace Syncline;

/// <summary>What the placeholders of a run's files stand for.</summary>
internal static class FileNames
{
    public static NameValues Values(DeliveryContext context, string commit, FileChange change, int part, DateTimeOffset utc)
        => new(SafeName.OfSync(context.StateId), SafeName.Of(context.Schema.Model[(context.Schema.Model.LastIndexOf('.') + 1)..]), context.RunId, commit, change, part, utc);
}
