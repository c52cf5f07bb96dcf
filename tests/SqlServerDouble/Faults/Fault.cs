using Syncline.Doubles.Engine;

namespace Syncline.Doubles.Faults;

/// <summary>Where in the handling of a request something goes wrong.</summary>
internal enum FaultPoint
{
    /// <summary>Nothing is executed; the client gets an error.</summary>
    Error,

    /// <summary>Nothing is executed and nothing is answered.</summary>
    Silence,

    /// <summary>The connection breaks and nothing is executed.</summary>
    DropBefore,

    /// <summary>The connection breaks in the middle of the answer.</summary>
    DropWhile,

    /// <summary>It is executed, and the connection breaks before the answer.</summary>
    DropAfter,

    /// <summary>The answer is late.</summary>
    Delay,
}

/// <summary>Something that is to go wrong.</summary>
public sealed class Fault
{
    private readonly Func<Request, bool> _matches;
    private int _seen;
    private int _fired;

    internal Fault(Func<Request, bool> matches, FaultPoint point, int nth, int times)
    {
        (_matches, Point) = (matches, point);
        (Nth, Times) = (nth, times);
    }

    /// <summary>How often it has gone wrong.</summary>
    public int Fired => Volatile.Read(ref _fired);

    internal FaultPoint Point { get; }

    internal int Nth { get; }

    internal int Times { get; }

    internal SqlError? Error { get; init; }

    internal TimeSpan Delay { get; init; }

    internal bool Strikes(Request request)
    {
        if (!_matches(request) || ++_seen < Nth || _fired >= Times)
            return false;
        _fired++;
        return true;
    }
}
