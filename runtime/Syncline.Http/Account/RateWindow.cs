using System.Globalization;

namespace Syncline;

/// <summary>How many requests the API still takes, by what its answers say; without an answer yet, one at a time.</summary>
internal sealed class RateWindow(RateLimitHeaders headers, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private long _window = long.MinValue;
    private DateTimeOffset _end;
    private bool _isRunning;
    private int _left = 1;
    private int _limit = 1;
    private int _inFlight;
    private ITimer? _timer;

    /// <summary>Waits until a request may be sent.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_waiting.Count == 0 && TryTake()) return;
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            WakeAtEnd();
        }

        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn).ConfigureAwait(false);
        await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Takes what an answer says of the window; null where none came.</summary>
    public void Leave(HttpAnswer? answer)
    {
        lock (_lock)
        {
            _inFlight--;
            if (answer is not null) Note(answer);
            // Whoever was to tell of the window is gone: the next may.
            if (!_isRunning && _left <= 0 && _inFlight == 0) _left = 1;
            Wake();
        }
    }

    private void Note(HttpAnswer answer)
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
        // What is on its way is not in it yet.
        var left = (int)Math.Clamp(remaining - _inFlight, 0, int.MaxValue);
        if (window > _window + (headers.ResetIsUnixTime ? 0 : 1))
        {
            (_window, _left, _isRunning) = (window, left, true);
            _end = now.AddSeconds(Math.Clamp(window - serverNow, 0, 86_400));
        }
        else if (_isRunning)
        {
            // Answers overtake each other: the least of a window counts. One of a window that is over says nothing.
            if (window >= _window - 1) _left = Math.Min(_left, left);
        }
    }

    private bool TryTake()
    {
        if (_isRunning && timeProvider.GetUtcNow() >= _end)
        {
            // A new window, of which nothing is known but its size: its first answer tells the rest.
            (_left, _isRunning) = (Math.Max(1, _limit - _inFlight), false);
        }

        if (_left <= 0) return false;
        if (_left != int.MaxValue) _left--;
        _inFlight++;
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

            if (!TryTake()) break;
            _waiting.Dequeue();
            // One that was cancelled at this moment gives its place back.
            if (turn.TrySetResult()) continue;
            _inFlight--;
            if (_left != int.MaxValue) _left++;
        }

        if (_waiting.Count > 0) WakeAtEnd();
    }

    private void WakeAtEnd()
    {
        if (!_isRunning) return;
        var wait = _end - timeProvider.GetUtcNow();
        if (wait < TimeSpan.FromMilliseconds(1)) wait = TimeSpan.FromMilliseconds(1);
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
}
