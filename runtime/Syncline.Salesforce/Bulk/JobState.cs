using System.Text.Json;

namespace Syncline;

/// <summary>A bulk job as the org tells of it.</summary>
internal sealed record JobState(string Id, string State)
{
    private static readonly TimeSpan QuotaPause = TimeSpan.FromHours(1);

    public string? Object { get; init; }

    public string? UserId { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it does nothing more.</summary>
    public bool IsOver => State is "JobComplete" or "Failed" or "Aborted";

    /// <summary>Whether it is at work, or will be.</summary>
    public bool IsPending => State is "UploadComplete" or "InProgress";

    /// <summary>The job of an answer; null where it is none.</summary>
    public static JobState? Of(HttpAnswer answer) => answer.TryJson(out var json) ? Of(json) : null;

    public static JobState? Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || TextOf(json, "id") is not { Length: > 0 } id || TextOf(json, "state") is not { } state) return null;
        return new JobState(id, state) { Object = TextOf(json, "object"), UserId = TextOf(json, "createdById"), Error = TextOf(json, "errorMessage") };
    }

    /// <summary>What it means to the rows that it did not come to; null where it came to its end.</summary>
    public DestinationException? Failure(Func<string, string> mask)
    {
        if (State == "JobComplete") return null;
        var error = Error ?? "";
        var message = $"Salesforce's bulk job {Id} ended {State}{(error.Length == 0 ? "" : $": {mask(error)}")}";
        // A header that is not taken, say: no other try fares better.
        if (error.Contains("InvalidBatch", StringComparison.OrdinalIgnoreCase)) return new DestinationException(message, FailureEffect.NothingPermanent);
        var isQuota = error.Contains("ExceededQuota", StringComparison.OrdinalIgnoreCase) || error.Contains("limit exceeded", StringComparison.OrdinalIgnoreCase);
        return new DestinationException(message, FailureEffect.NothingTransient) { RetryAfter = isQuota ? QuotaPause : null };
    }

    private static string? TextOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
