using System.Diagnostics;
using System.Globalization;
using Syncline.ApiDoubles;

namespace Syncline.Benchmarks;

/// <summary>The double of Mailchimp in a process of its own, so that what it keeps and collects is not the client's.</summary>
internal sealed class MailchimpServer : IDisposable
{
    public const string Child = "mailchimp-server";
    public const string List = "a1b2c3";

    private const string Empty = "empty";
    private const string Keep = "keep";
    private const string Tell = "tell";
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="latency">How long every answer takes.</param>
    public MailchimpServer(TimeSpan latency)
    {
        _process = ChildProcess.Start(Child, latency.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        Address = Line();
    }

    public string Address { get; }

    /// <summary>The processor time the server took so far.</summary>
    public TimeSpan Work
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Waits for another first batch.</summary>
    /// <param name="isEmpty">Whether the audience loses its members.</param>
    public void Begin(bool isEmpty) => Ask(isEmpty ? Empty : Keep);

    /// <summary>When the first batch came, by the clock of <see cref="Stopwatch"/>, which the processes of a machine share; and how many members there are.</summary>
    public (long Came, int Members) End()
    {
        long[] told = [.. Ask(Tell).Split(' ').Select(static number => long.Parse(number, CultureInfo.InvariantCulture))];
        return told[2] == 0 ? (told[0], (int)told[1]) : throw new InvalidOperationException($"{told[2]} requests were refused for want of a connection.");
    }

    public void Dispose()
    {
        // Its input ends, and so does it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>What the child does.</summary>
    public static async Task<int> ServeAsync(int milliseconds)
    {
        await using var api = new MailchimpDouble { Latency = TimeSpan.FromMilliseconds(milliseconds), KeepsRequests = false };
        var came = 0L;
        api.Before = (_, request) =>
        {
            if (request.Method == "POST") Interlocked.CompareExchange(ref came, Stopwatch.GetTimestamp(), 0);
            return Task.FromResult(false);
        };
        await api.StartAsync();
        Console.WriteLine(api.Address);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == Tell)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{came} {api.Audiences[List].Members.Count} {api.TooMany}"));
                continue;
            }

            if (line == Empty) (api.Audiences[List] = new()).MergeFields["CITY"] = false;
            came = 0;
            GC.Collect();
            Console.WriteLine(line);
        }

        return 0;
    }

    private string Ask(string what)
    {
        _process.StandardInput.WriteLine(what);
        return Line();
    }

    private string Line() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server ended.");
}
