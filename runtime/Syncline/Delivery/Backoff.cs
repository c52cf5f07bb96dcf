using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;

namespace Syncline;

/// <summary>Tries a batch again that failed in passing, while there is patience for it.</summary>
internal sealed class Backoff
{
    private static readonly ResiliencePropertyKey<Waits> WaitsKey = new("Syncline.Waits");
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    private readonly ResiliencePipeline _pipeline;
    private readonly OperationKinds _repeatable;
    private readonly CancellationToken _cancelled;
    private readonly Func<bool> _holdsLease;
    private readonly TimeSpan _maxWait;

    /// <summary>Makes the back-off of a run.</summary>
    /// <param name="options">The most a batch waits, and the clock.</param>
    /// <param name="repeatable">What may be sent again after no answer came.</param>
    /// <param name="holdsLease">Whether the run may go on.</param>
    /// <param name="cancelled">Ends every wait.</param>
    public Backoff(SyncOptions options, OperationKinds repeatable, Func<bool> holdsLease, CancellationToken cancelled)
    {
        (_maxWait, _repeatable, _holdsLease, _cancelled) = (options.MaxWait, repeatable, holdsLease, cancelled);
        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstDelay,
            MaxDelay = options.MaxWait < LongestDelay && options.MaxWait > TimeSpan.Zero ? options.MaxWait : LongestDelay,
            ShouldHandle = arguments => new(arguments.Outcome.Exception is DestinationException e && IsWorthATry(e, arguments.Context.Properties.GetValue(WaitsKey, null!))),
            DelayGenerator = arguments => new(AskedFor(arguments.Outcome.Exception)),
            OnRetry = arguments =>
            {
                var waits = arguments.Context.Properties.GetValue(WaitsKey, null!);
                waits.Sum += arguments.RetryDelay;
                // Only here is it known how long the wait is to be.
                if (waits.Sum > _maxWait) ExceptionDispatchInfo.Throw(arguments.Outcome.Exception!);
                return default;
            },
        };
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }.AddRetry(retry).Build();
    }

    /// <summary>How long a failure asks to be left alone; null where it did not say. Zero, a time that is past and what no clock can wait for say nothing: without a pause it would be tried for ever.</summary>
    public static TimeSpan? AskedFor(Exception? e) => e is DestinationException { RetryAfter: { } wait } && wait >= ShortestDelay ? wait : null;

    /// <summary>Runs an attempt, and again as long as it fails in passing.</summary>
    /// <param name="kinds">What the next try would ask for.</param>
    /// <param name="attempt">Sends the batch.</param>
    /// <exception cref="DestinationException">The last failure, when there is no patience left, or the run was cancelled while it waited.</exception>
    public async Task<T> RunAsync<T>(Func<OperationKinds> kinds, Func<Task<T>> attempt)
    {
        var waits = new Waits(kinds);
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, _cancelled);
        context.Properties.Set(WaitsKey, waits);
        try
        {
            return await _pipeline.ExecuteAsync(async _ => await RememberAsync(waits, attempt).ConfigureAwait(false), context).ConfigureAwait(false);
        }
        catch (DestinationException e) when (waits.IsInDoubt && e.Effect is (FailureEffect.NothingTransient or FailureEffect.NothingPermanent))
        {
            // What an earlier try left unanswered may have been applied, whatever the last says of itself.
            throw new DestinationException(e.Message, FailureEffect.Unknown, e) { RetryAfter = e.RetryAfter };
        }
        catch (OperationCanceledException e) when (_cancelled.IsCancellationRequested && !waits.IsTrying)
        {
            // Cancelled while it waited, or before it began: what is known of the batch is what its last try left behind.
            throw new DestinationException(waits.Last?.Message ?? "The batch was not sent.", waits.IsInDoubt ? FailureEffect.Unknown : waits.Last?.Effect ?? FailureEffect.NothingTransient, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static async Task<T> RememberAsync<T>(Waits waits, Func<Task<T>> attempt)
    {
        waits.IsTrying = true;
        try
        {
            var result = await attempt().ConfigureAwait(false);
            waits.IsTrying = false;
            return result;
        }
        catch (DestinationException e)
        {
            (waits.Last, waits.IsTrying) = (e, false);
            waits.IsInDoubt |= e.Effect == FailureEffect.Unknown;
            throw;
        }
    }

    private bool IsWorthATry(DestinationException e, Waits waits)
    {
        var isSafe = e.Effect == FailureEffect.NothingTransient || (e.Effect == FailureEffect.Unknown && (waits.Kinds & ~_repeatable) == 0);
        return isSafe && waits.Sum + (AskedFor(e) ?? TimeSpan.Zero) < _maxWait && _holdsLease() && !_cancelled.IsCancellationRequested;
    }

    /// <summary>What one batch has waited, and for what.</summary>
    private sealed class Waits(Func<OperationKinds> kinds)
    {
        public OperationKinds Kinds => kinds();

        public TimeSpan Sum { get; set; }

        public DestinationException? Last { get; set; }

        public bool IsTrying { get; set; }

        /// <summary>Whether a try was sent and not answered.</summary>
        public bool IsInDoubt { get; set; }
    }
}
