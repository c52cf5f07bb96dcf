using System.Globalization;

namespace Syncline;

/// <summary>How many requests the API still takes, by what its answers say; without an answer yet, one at a time.</summary>
/// <remarks>Within a window what was sent is counted here, for an answer does not tell which of the requests on their way it has counted; answers only show what others take of the same window.</remarks>
internal sealed class RateWindow(RateLimitHeaders headers, string host, TimeProvider timeProvider)
{
    // Some write the end of all days for "never".
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private readonly Lock _lock = new();
    private readonly Queue<Turn> _waiting = new();
    private long _window = long.MinValue;
    private DateTimeOffset _end;
    private bool _isRunning;
    private int _left = 1;
    private int? _limit;
    private int _inFlight;
    private long _sent;
    // The last request that was sent before the window began, and may have been counted in the one before.
    private long _before;
    private ITimer? _timer;

    /// <summary>Waits until a request may be sent.</summary>
    /// <param name="maxWait">The longest wait for a window's end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The request's number, for its answer.</returns>
    /// <exception cref="DestinationException">The window ends later.</exception>
    public async ValueTask<long> EnterAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_lock)
        {
            if (_waiting.Count == 0 && TryTake(out var number)) return number;
            var now = timeProvider.GetUtcNow();
            turn = new Turn(maxWait < DateTimeOffset.MaxValue - now ? now + maxWait : DateTimeOffset.MaxValue);
            _waiting.Enqueue(turn);
            Wake();
        }

        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Turn)state!).TrySetCanceled(token), turn).ConfigureAwait(false);
        return await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Takes what an answer says of the window.</summary>
    /// <param name="number">The request's.</param>
    /// <param name="answer">The answer; null where none came.</param>
    public void Leave(long number, HttpAnswer? answer)
    {
        lock (_lock)
        {
            _inFlight--;
            if (answer is not null) Note(number, answer);
            // Whoever was to tell of the window is gone: the next may.
            if (!_isRunning && _left <= 0 && _inFlight == 0) _left = 1;
            Wake();
        }
    }

    private void Note(long number, HttpAnswer answer)
    {
        if (!TryNumber(answer, headers.Remaining, out var remaining) || !TryNumber(answer, headers.Reset, out var reset))
        {
            // An API that says nothing sets no limit.
            if (_window == long.MinValue) _left = int.MaxValue;
            return;
        }

        // By the API's own clock, which need not be ours.
        var now = timeProvider.GetUtcNow();
        var serverNow = (answer.Date ?? now).ToUnixTimeSeconds();
        var window = headers.ResetIsUnixTime ? reset : serverNow + reset;
        if (TryNumber(answer, headers.Limit, out var limit) && limit > 0) _limit = (int)Math.Min(limit, int.MaxValue);
        // Seconds from now are rounded, so that one window seems to end in two of them.
        var rounding = headers.ResetIsUnixTime ? 0 : 1;
        if (window > _window + rounding || (!_isRunning && number > _before))
        {
            if (_isRunning || _window == long.MinValue) Begin();
            (_window, _isRunning) = (window, true);
            _end = now + TimeSpan.FromSeconds(Math.Clamp(window - serverNow, 0, (long)Longest.TotalSeconds));
            // Without a size the first answer of a window says it all.
            See(number, remaining, isAll: _limit is null);
        }
        else if (_isRunning && window >= _window - rounding)
        {
            See(number, remaining, isAll: false);
        }
        else if (number <= _before && _limit is not null)
        {
            // It was counted in the window before.
            _left++;
        }
    }

    /// <summary>Begins a window that an answer tells of. What was answered is in it, and what is on its way may be.</summary>
    private void Begin() => (_left, _before) = ((_limit ?? 1) - 1 - _inFlight, _sent);

    /// <summary>Heeds what an answer has left, where our own count leaves more: others take from the window too. What was sent after the request is not in its answer.</summary>
    private void See(long number, long remaining, bool isAll)
    {
        if (remaining < _left || isAll) _left = (int)Math.Clamp(remaining - (_sent - number), 0, int.MaxValue - 1);
    }

    private bool TryTake(out long number)
    {
        number = 0;
        if (_isRunning && timeProvider.GetUtcNow() >= _end)
        {
            // A new window, of which nothing is known but its size: its first answer tells the rest.
            (_left, _isRunning, _before) = (_limit - _inFlight ?? 1, false, _sent);
        }

        if (_left <= 0) return false;
        if (_left != int.MaxValue) _left--;
        _inFlight++;
        number = ++_sent;
        return true;
    }

    private void Wake()
    {
        while (_waiting.TryPeek(out var turn))
        {
            if (turn.Task.IsCompleted)
            {
                _waiting.Dequeue();
                continue;
            }

            if (!TryTake(out var number)) break;
            _waiting.Dequeue();
            // One that was cancelled at this moment gives its place back.
            if (turn.TrySetResult(number)) continue;
            _inFlight--;
            if (_left != int.MaxValue) _left++;
        }

        if (_waiting.Count == 0 || !_isRunning) return;
        foreach (var turn in _waiting)
        {
            if (turn.Until < _end) turn.TrySetException(TooLong());
        }

        WakeAtEnd();
    }

    private DestinationException TooLong()
        => new(
            $"{host} takes no more requests{(_limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $", of {limit} that a window has,") : "")} until {_end.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, as its {headers.Remaining} and {headers.Reset} say.",
            FailureEffect.NothingTransient)
        {
            RetryAfter = _end - timeProvider.GetUtcNow(),
        };

    private void WakeAtEnd()
    {
        var wait = _end - timeProvider.GetUtcNow();
        if (wait < TimeSpan.FromMilliseconds(1)) wait = TimeSpan.FromMilliseconds(1);
        // What is longer a timer can't wait for; it is woken, and waits on.
        if (wait > TimeSpan.FromDays(1)) wait = TimeSpan.FromDays(1);
        _timer ??= timeProvider.CreateTimer(_ => OnEnd(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void OnEnd()
    {
        lock (_lock) Wake();
    }

    private static bool TryNumber(HttpAnswer answer, string header, out long number)
    {
        number = 0;
        return answer.Header(header) is { } text && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A request that waits for its turn.</summary>
    /// <param name="until">When it waits no longer.</param>
    private sealed class Turn(DateTimeOffset until) : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public DateTimeOffset Until => until;
    }
}
