using System.Text;
using System.Text.Json.Nodes;

namespace Syncline.ApiDoubles.Salesforce;

/// <summary>A job of Bulk API 2.0, which is worked off when it has been asked for often enough.</summary>
/// <param name="id">Its id.</param>
/// <param name="target">The object.</param>
/// <param name="operation">insert, update, upsert or delete.</param>
/// <param name="externalId">What an upsert finds records by.</param>
/// <param name="user">The user who made it.</param>
public sealed class IngestJob(string id, SObject target, string operation, string? externalId, string user)
{
    private readonly StringBuilder _succeeded = new();
    private readonly StringBuilder _failed = new();
    private readonly StringBuilder _unprocessed = new();
    private string _csv = "";

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>What it does.</summary>
    public string Operation => operation;

    /// <summary>The object.</summary>
    public SObject Target => target;

    /// <summary>Open, UploadComplete, InProgress, JobComplete, Failed or Aborted.</summary>
    public string State { get; set; } = "Open";

    /// <summary>How often it is asked for before it is done.</summary>
    public int PollsLeft { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }

    /// <summary>How many rows it comes to before it fails; null where it comes to its end.</summary>
    public int? FailsAfter { get; set; }

    /// <summary>How many rows were uploaded.</summary>
    public int Rows { get; private set; }

    /// <summary>The job as the API tells of it.</summary>
    public JsonObject ToJson() => new() { ["id"] = id, ["object"] = target.Name, ["operation"] = operation, ["externalIdFieldName"] = externalId, ["state"] = State, ["createdById"] = user, ["contentType"] = "CSV", ["jobType"] = "V2Ingest", ["errorMessage"] = Error };

    /// <summary>Takes the upload. Documented: one for each job.</summary>
    public bool Upload(string csv)
    {
        if (State != "Open" || _csv.Length > 0) return false;
        (_csv, Rows) = (csv, Csv.Read(csv).Count - 1);
        return true;
    }

    /// <summary>A set of results.</summary>
    public string Results(string set) => (set switch { "successfulResults" => _succeeded, "failedResults" => _failed, _ => _unprocessed }).ToString();

    /// <summary>Works it off. Documented: the results come in no order of the rows, and all three sets have the columns of the upload.</summary>
    public void Work()
    {
        var lines = Csv.Read(_csv);
        var header = lines[0];
        Csv.Write(_succeeded, ["sf__Id", "sf__Created", .. header]);
        Csv.Write(_failed, ["sf__Id", "sf__Error", .. header]);
        Csv.Write(_unprocessed, header);
        if (header.FirstOrDefault(name => name != "Id" && target.Field(name) is null) is { } unknown)
        {
            (State, Error) = ("Failed", $"InvalidBatch : Field name not found : {unknown}");
            foreach (var line in lines.Skip(1)) Csv.Write(_unprocessed, line);
            return;
        }

        var isFailing = FailsAfter is not null;
        foreach (var (i, line) in lines.Skip(1).Index().Reverse())
        {
            if (isFailing && i >= FailsAfter) Csv.Write(_unprocessed, line);
            else Work(header, line);
        }

        State = isFailing ? "Failed" : "JobComplete";
        if (isFailing) Error ??= "InternalServerError : too many retries";
    }

    /// <summary>Ends it before it was worked off.</summary>
    public void Abort()
    {
        State = "Aborted";
        var lines = Csv.Read(_csv);
        foreach (var line in lines) Csv.Write(_unprocessed, line);
    }

    private void Work(string[] header, string[] line)
    {
        SaveResult result;
        try
        {
            result = Save(header, line);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            result = new SaveResult(null, Code: "INVALID_TYPE_ON_FIELD_IN_RECORD", Message: "value not of required type");
        }

        if (result.Code is null) Csv.Write(_succeeded, [result.Id!, result.IsCreated ? "true" : "false", .. line]);
        else Csv.Write(_failed, [result.Id ?? "", $"{result.Code}:{result.Message}:{result.Field ?? ""} --", .. line]);
    }

    private SaveResult Save(string[] header, string[] line)
    {
        var values = new JsonObject();
        string? recordId = null;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == "Id") recordId = line[i];
            // General knowledge: an empty cell leaves the field as it is.
            else if (line[i].Length > 0) values[header[i]] = FieldValues.OfCsv(target.Field(header[i])!, line[i]);
        }

        return operation switch
        {
            "insert" => target.Create(values),
            "update" => target.Update(recordId!, values),
            "delete" => target.Delete(recordId!),
            _ => target.Upsert(target.Field(externalId!)!, values),
        };
    }
}
