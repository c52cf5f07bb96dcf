using Syncline.Doubles.Engine;

namespace Syncline.Doubles.Faults;

/// <summary>What is to go wrong, and when.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    /// <summary>A request fails instead of being executed. 1205 rolls its transaction back, as the victim's is.</summary>
    /// <param name="nth">The first matching request that fails, counted from 1.</param>
    /// <param name="times">How many fail in all.</param>
    public Fault Fail(Func<Request, bool> matches, int number, int errorClass = 16, int state = 1, string? message = null, int nth = 1, int times = 1) =>
        Add(new Fault(matches, FaultPoint.Error, nth, times)
        {
            Error = new SqlError(number, message ?? Words(number), number == 1205 ? 13 : errorClass, state)
            {
                EndsTransaction = number is 1205 or 3960,
                EndsBatch = true,
            },
        });

    /// <summary>Fails where the text holds a part, whatever its case.</summary>
    public Fault Fail(string part, int number, int errorClass = 16, int state = 1, string? message = null, int nth = 1, int times = 1) =>
        Fail(Holds(part), number, errorClass, state, message, nth, times);

    /// <summary>Refuses to let anybody in: 18456, 4060, 40613.</summary>
    public Fault RefuseLogin(int number, int times = int.MaxValue) => Fail(request => request.Kind == RequestKind.Login, number, number == 40613 ? 17 : 14, times: times);

    /// <summary>Never answers: the client's command timeout strikes.</summary>
    public Fault NeverAnswer(Func<Request, bool> matches, int nth = 1, int times = 1) => Add(new Fault(matches, FaultPoint.Silence, nth, times));

    /// <summary>Breaks the connection before a request is executed.</summary>
    public Fault DropBefore(Func<Request, bool> matches, int nth = 1, int times = 1) => Add(new Fault(matches, FaultPoint.DropBefore, nth, times));

    /// <summary>Executes a request and breaks the connection in the middle of the answer.</summary>
    public Fault DropWhileAnswering(Func<Request, bool> matches, int nth = 1, int times = 1) => Add(new Fault(matches, FaultPoint.DropWhile, nth, times));

    /// <summary>Executes a request and breaks the connection without an answer: a commit of which nobody knows.</summary>
    public Fault DropAfter(Func<Request, bool> matches, int nth = 1, int times = 1) => Add(new Fault(matches, FaultPoint.DropAfter, nth, times));

    /// <summary>Answers late.</summary>
    public Fault Delay(Func<Request, bool> matches, TimeSpan delay, int nth = 1, int times = 1) => Add(new Fault(matches, FaultPoint.Delay, nth, times) { Delay = delay });

    public void Clear()
    {
        lock (_lock)
            _faults.Clear();
    }

    /// <summary>Whether the text of a request holds a part, whatever its case.</summary>
    public static Func<Request, bool> Holds(string part) => request => request.Text.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>The commit of a transaction that SqlConnection.BeginTransaction began.</summary>
    public static bool IsCommit(Request request) => request is { Kind: RequestKind.Transaction, Text: "COMMIT" };

    internal Fault? Strike(Request request)
    {
        lock (_lock)
        {
            // Every fault counts the requests that it matches, whether or not another strikes first.
            Fault? first = null;
            foreach (var fault in _faults)
            {
                if (fault.Strikes(request))
                    first ??= fault;
            }

            return first;
        }
    }

    private Fault Add(Fault fault)
    {
        lock (_lock)
            _faults.Add(fault);
        return fault;
    }

    private static string Words(int number) => number switch
    {
        1205 => "Transaction (Process ID 51) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.",
        1222 => "Lock request time out period exceeded.",
        4060 => "Cannot open database requested by the login. The login failed.",
        18456 => "Login failed for user 'sa'.",
        40501 => "The service is currently busy. Retry the request after 10 seconds.",
        40197 => "The service has encountered an error processing your request. Please try again. Error code 0.",
        40613 => "Database on server is not currently available. Please retry the connection later. If the problem persists, contact customer support, and provide them the session tracing ID.",
        10928 => "Resource ID : 1. The request limit for the database is 120 and has been reached.",
        10929 => "Resource ID: 1. The server is currently too busy to support requests.",
        49918 => "Cannot process request. Not enough resources to process request. Please retry you request later.",
        3960 => "Snapshot isolation transaction aborted due to update conflict.",
        9002 => "The transaction log for database is full due to 'LOG_BACKUP'.",
        _ => $"Error {number}, asked for by a test.",
    };
}
