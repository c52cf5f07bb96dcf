using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Syncline.Files.Tests.S3;

/// <summary>What goes wrong with a call.</summary>
public enum S3Trouble
{
    None,

    /// <summary>It is answered with 503 and not done.</summary>
    Refused,

    /// <summary>It is answered with 403.</summary>
    Forbidden,

    /// <summary>The connection is lost before it is done.</summary>
    LostBefore,

    /// <summary>It is done, and the connection is lost before the answer.</summary>
    LostAfter,

    /// <summary>There is no answer for a long time.</summary>
    Stalled,
}

/// <summary>A double of S3 on loopback: the calls that a bucket of files makes, objects in memory, and whatever trouble a test wants. It tells unknown buckets, objects and uploads as S3 does.</summary>
internal sealed class S3Double : IAsyncDisposable
{
    public const string Bucket = "lake";
    private const string Metadata = "x-amz-meta-";
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Key, ConcurrentDictionary<int, byte[]> Parts)> _uploads = new();
    private readonly ConcurrentDictionary<string, (string Name, string Value)[]> _metadata = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _ids;

    private S3Double(WebApplication app) => _app = app;

    /// <summary>Says of each call, as in <c>PUT a/b?partNumber</c>, what goes wrong with it.</summary>
    public Func<string, S3Trouble> Trouble { get; set; } = static _ => S3Trouble.None;

    public IReadOnlyDictionary<string, byte[]> Objects => _objects;

    /// <summary>Has an object be gone, as a consumer does.</summary>
    public void Remove(string key) => _objects.Remove(key, out _);

    /// <summary>Has an object be another, as somebody does who edits it.</summary>
    public void Change(string key, byte[] content) => _objects[key] = content;

    public void Forget() => _objects.Clear();

    /// <summary>Aborts every upload, as a rule of the bucket does after some days.</summary>
    public void AbortAll() => _uploads.Clear();

    /// <summary>Uploads that were begun and neither completed nor aborted.</summary>
    public int Uploads => _uploads.Count;

    public static async Task<S3Double> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Limits.MaxRequestBodySize = null);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var s3 = new S3Double(app);
        app.Run(s3.AnswerAsync);
        await app.StartAsync();
        return s3;
    }

    /// <summary>A client.</summary>
    public AmazonS3Client Client(int retries = 0, TimeSpan? timeout = null) => new(new BasicAWSCredentials("key", "secret"), new AmazonS3Config
    {
        ServiceURL = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        ForcePathStyle = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        MaxErrorRetry = retries,
        Timeout = timeout ?? TimeSpan.FromSeconds(100),
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var (bucket, key) = Split(http.Request.Path.Value!);
        var call = $"{http.Request.Method} {key}{(http.Request.Query.Count > 0 ? $"?{string.Join('&', http.Request.Query.Keys.Where(name => !name.StartsWith("x-", StringComparison.Ordinal)))}" : "")}";
        var trouble = Trouble(call);
        if (trouble == S3Trouble.Stalled) await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        if (trouble is S3Trouble.LostBefore or S3Trouble.Stalled)
        {
            http.Abort();
            return;
        }

        var body = await BodyAsync(http.Request);
        var (status, answer) = trouble switch
        {
            S3Trouble.Refused => (503, Error("SlowDown")),
            S3Trouble.Forbidden => (403, Error("AccessDenied")),
            _ when bucket != Bucket => (404, Error("NoSuchBucket")),
            _ => Do(http, key, body),
        };
        if (trouble == S3Trouble.LostAfter)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentLength = answer.Length;
        if (http.Request.Method != "HEAD" && status != 204) await http.Response.Body.WriteAsync(answer);
    }

    private (int Status, byte[] Answer) Do(HttpContext http, string key, byte[] body)
    {
        var query = http.Request.Query;
        var upload = query["uploadId"].ToString();
        return http.Request.Method switch
        {
            "GET" when query.ContainsKey("list-type") => (200, List(query["prefix"].ToString(), query.TryGetValue("max-keys", out var most) ? int.Parse(most.ToString(), CultureInfo.InvariantCulture) : 1_000, query["continuation-token"].ToString())),
            "GET" when upload.Length > 0 => _uploads.ContainsKey(upload) ? (200, Encoding.UTF8.GetBytes($"<ListPartsResult><Bucket>{Bucket}</Bucket><UploadId>{upload}</UploadId></ListPartsResult>")) : (404, Error("NoSuchUpload")),
            "GET" or "HEAD" => _objects.TryGetValue(key, out var found) ? (200, Described(http, key, found)) : (404, Error("NoSuchKey")),
            "PUT" when upload.Length > 0 => Tagged(http, body, _uploads.TryGetValue(upload, out var begun) && begun.Key == key && (begun.Parts[int.Parse(query["partNumber"].ToString(), CultureInfo.InvariantCulture)] = body) is not null),
            "PUT" => Tagged(http, body, (_objects[key] = body) is not null),
            "POST" when query.ContainsKey("uploads") => (200, Begin(http.Request, key)),
            "POST" => Complete(key, upload, body),
            "DELETE" when upload.Length > 0 => _uploads.TryRemove(upload, out _) ? (204, []) : (404, Error("NoSuchUpload")),
            "DELETE" => Delete(key),
            _ => (501, Error("NotImplemented")),
        };
    }

    private (int, byte[]) Delete(string key)
    {
        _objects.TryRemove(key, out _);
        return (204, []);
    }

    private static (int, byte[]) Tagged(HttpContext http, byte[] body, bool done)
    {
        http.Response.Headers.ETag = Tag(body);
        return done ? (200, []) : (404, Error("NoSuchUpload"));
    }

    /// <summary>Sends what was said of an object when it was uploaded along with it.</summary>
    private byte[] Described(HttpContext http, string key, byte[] content)
    {
        foreach (var (name, value) in _metadata.GetValueOrDefault(key) ?? []) http.Response.Headers[name] = value;
        return content;
    }

    private byte[] Begin(HttpRequest request, string key)
    {
        var id = $"upload-{Interlocked.Increment(ref _ids)}";
        _uploads[id] = (key, []);
        _metadata[id] = [.. request.Headers.Where(header => header.Key.StartsWith(Metadata, StringComparison.OrdinalIgnoreCase)).Select(header => (header.Key, header.Value.ToString()))];
        return Encoding.UTF8.GetBytes($"<InitiateMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{SecurityElement.Escape(key)}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
    }

    private (int, byte[]) Complete(string key, string upload, byte[] body)
    {
        if (!_uploads.TryGetValue(upload, out var begun) || begun.Key != key) return (404, Error("NoSuchUpload"));
        var asked = XDocument.Parse(Encoding.UTF8.GetString(body)).Descendants().Where(element => element.Name.LocalName == "Part")
            .Select(part => (Number: int.Parse(part.Elements().Single(element => element.Name.LocalName == "PartNumber").Value, CultureInfo.InvariantCulture), Tag: part.Elements().Single(element => element.Name.LocalName == "ETag").Value)).ToArray();
        if (asked.Length == 0 || asked.Any(part => !begun.Parts.TryGetValue(part.Number, out var stored) || Tag(stored) != part.Tag)) return (400, Error("InvalidPart"));
        if (!_uploads.TryRemove(upload, out _)) return (404, Error("NoSuchUpload"));
        _metadata[key] = _metadata[upload];
        _objects[key] = [.. asked.SelectMany(part => begun.Parts[part.Number])];
        return (200, Encoding.UTF8.GetBytes($"<CompleteMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{SecurityElement.Escape(key)}</Key><ETag>{SecurityElement.Escape(Tag(_objects[key]))}</ETag></CompleteMultipartUploadResult>"));
    }

    private byte[] List(string prefix, int most, string after)
    {
        var found = _objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0).Order(StringComparer.Ordinal).ToArray();
        // Pages are small, so that whoever does not ask for the next one is found out.
        var page = found.Take(Math.Min(most, 3)).ToArray();
        var xml = new StringBuilder($"<ListBucketResult><Name>{Bucket}</Name><KeyCount>{page.Length}</KeyCount><IsTruncated>{(page.Length < found.Length ? "true" : "false")}</IsTruncated>");
        if (page.Length < found.Length && page.Length > 0) xml.Append($"<NextContinuationToken>{SecurityElement.Escape(page[^1])}</NextContinuationToken>");
        foreach (var key in page) xml.Append(CultureInfo.InvariantCulture, $"<Contents><Key>{SecurityElement.Escape(key)}</Key><Size>{_objects[key].Length}</Size></Contents>");
        return Encoding.UTF8.GetBytes(xml.Append("</ListBucketResult>").ToString());
    }

    private static (string Bucket, string Key) Split(string path)
    {
        var parts = path.TrimStart('/').Split('/', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static string Tag(byte[] body) => $"\"{TestFolder.Hash(body)[..32]}\"";

    private static byte[] Error(string code) => Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>The double says {code}.</Message></Error>");
}
