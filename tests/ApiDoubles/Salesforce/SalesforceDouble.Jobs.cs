using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles.Salesforce;

// Jobs of Bulk API 2.0. Documented: create, upload once, say that the upload is complete, ask until it is over, read three sets of results.
public sealed partial class SalesforceDouble
{
    private Task<bool> JobAsync(HttpContext http, ApiRequest request, string[] path)
    {
        if (path.Length == 0) return request.Method == "POST" ? MakeAsync(http, JsonNode.Parse(request.Body)!) : ListAsync(http);
        if (Jobs.Find(job => job.Id == path[0]) is not { } job) return FailAsync(http, 404, "NOT_FOUND", "The requested resource does not exist");
        return (request.Method, path[1..]) switch
        {
            ("GET", []) => TellAsync(http, job),
            ("PATCH", []) => ChangeAsync(http, job, JsonNode.Parse(request.Body)!["state"]!.GetValue<string>()),
            ("PUT", ["batches"]) => job.Upload(request.Body) ? AnswerAsync(http, 201) : FailAsync(http, 400, "INVALIDJOBSTATE", "Found multiple contents for job"),
            ("GET", [var set]) => ResultsAsync(http, job, set),
            ("DELETE", []) when Jobs.Remove(job) => AnswerAsync(http, 204),
            _ => FailAsync(http, 405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed"),
        };
    }

    private Task<bool> MakeAsync(HttpContext http, JsonNode asked)
    {
        if (!Objects.TryGetValue(asked["object"]!.GetValue<string>(), out var target)) return FailAsync(http, 400, "INVALIDENTITY", "Unable to find object");
        var job = new IngestJob($"750{Jobs.Count:000000000000}AAA", target, asked["operation"]!.GetValue<string>(), asked["externalIdFieldName"]?.GetValue<string>(), UserId) { PollsLeft = Polls };
        Jobs.Add(job);
        Made(job);
        return AnswerAsync(http, 200, job.ToJson().ToJsonString());
    }

    private Task<bool> ListAsync(HttpContext http) => AnswerAsync(http, 200, new JsonObject { ["done"] = true, ["records"] = new JsonArray([.. Jobs.Select(static job => job.ToJson())]), ["nextRecordsUrl"] = null }.ToJsonString());

    private static Task<bool> TellAsync(HttpContext http, IngestJob job)
    {
        if (job.State is "UploadComplete" or "InProgress")
        {
            job.State = "InProgress";
            if (job.PollsLeft-- <= 0) job.Work();
        }

        return AnswerAsync(http, 200, job.ToJson().ToJsonString());
    }

    private static Task<bool> ChangeAsync(HttpContext http, IngestJob job, string state)
    {
        switch (state)
        {
            case "UploadComplete" when job.State == "Open":
                job.State = state;
                return AnswerAsync(http, 200, job.ToJson().ToJsonString());
            case "Aborted" when job.State is "Open" or "UploadComplete" or "InProgress":
                job.Abort();
                return AnswerAsync(http, 200, job.ToJson().ToJsonString());
            default:
                return FailAsync(http, 400, "INVALIDJOBSTATE", $"Job object is {job.State}, and can't be {state}");
        }
    }

    private static Task<bool> ResultsAsync(HttpContext http, IngestJob job, string set)
    {
        if (set is not ("successfulResults" or "failedResults" or "unprocessedrecords")) return FailAsync(http, 404, "NOT_FOUND", "The requested resource does not exist");
        http.Response.ContentType = "text/csv";
        return AnswerAsync(http, 200, job.Results(set));
    }
}
