using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace Syncline;

/// <summary>Delivers to an API: a batch is cut into tasks, as many of which are on their way at once as the account has connections. A failure ends the batch; what was answered before it stands.</summary>
internal abstract class ApiDelivery<TModel, TKey>(HttpAccount account, DeliveryContext context, OperationKinds repeatable) : IDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // A large array for each body would be garbage that waits long to be collected.
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _buffers = [];

    // They serve one batch after the other, for the same reason.
    private OperationOutcome?[] _answers = [];
    private OperationOutcome[] _outcomes = [];

    public abstract int BatchSize { get; }

    protected RunAccount Account { get; } = new(account, context);

    protected DeliveryContext Context => context;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_answers.Length < batch.Count) (_answers, _outcomes) = (new OperationOutcome?[batch.Count], new OperationOutcome[batch.Count]);
        Array.Clear(_answers);
        var applied = new ApiBatch<TModel, TKey>(batch.Operations, _answers);
        var run = new TaskRun(context.Cancelled, cancellationToken);
        foreach (var (kind, operations) in applied.ByKind())
        {
            if (run.IsOver) break;
            // What is asked for first is done before the rest is sent.
            await run.RunAllAsync(Tasks(applied, kind, operations), Account.MaxConnections).ConfigureAwait(false);
        }

        return Close(applied, run);
    }

    /// <summary>A body.</summary>
    protected byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = _buffers.TryTake(out var used) ? used : new ArrayBufferWriter<byte>();
        try
        {
            using var json = new Utf8JsonWriter(buffer);
            write(json);
            json.Flush();
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            buffer.ResetWrittenCount();
            _buffers.Add(buffer);
        }
    }

    /// <summary>A record that was refused. What the API does not take now it does not take a minute later.</summary>
    protected static OperationOutcome Refused(string reason) => OperationOutcome.Rejected(reason) with { IsFinal = true };

    /// <summary>Sends parts of a task one after the other. Where one fails those behind it were not sent.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="operationOf">The place of one in the batch.</param>
    /// <param name="send">Sends a part.</param>
    protected static async Task SendInTurnAsync<T>(ApiBatch<TModel, TKey> batch, IReadOnlyList<T[]> parts, Func<T, int> operationOf, Func<T[], Task> send)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            try
            {
                await send(parts[i]).ConfigureAwait(false);
            }
            catch (Exception)
            {
                batch.NotSent(parts.Skip(i + 1).SelectMany(static part => part).Select(operationOf));
                throw;
            }
        }
    }

    /// <summary>Sends a request again in halves, until the rows to blame stand alone.</summary>
    /// <inheritdoc cref="SendInTurnAsync"/>
    protected static Task SendHalvesAsync<T>(ApiBatch<TModel, TKey> batch, T[] some, Func<T, int> operationOf, Func<T[], Task> send)
        => SendInTurnAsync(batch, [some[..(some.Length / 2)], some[(some.Length / 2)..]], operationOf, send);

    /// <inheritdoc cref="SendHalvesAsync{T}"/>
    protected static Task SendHalvesAsync(ApiBatch<TModel, TKey> batch, int[] some, Func<int[], Task> send) => SendHalvesAsync(batch, some, static operation => operation, send);

    /// <summary>What is to be done for operations of one kind.</summary>
    protected abstract IEnumerable<ApiTask> Tasks(ApiBatch<TModel, TKey> batch, OperationKind kind, int[] operations);

    private ApiWork Close(ApiBatch<TModel, TKey> batch, TaskRun run)
    {
        var outcomes = new ArraySegment<OperationOutcome>(_outcomes, 0, batch.Count);
        var unanswered = new List<int>();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (batch.AnswerOf(i) is { } answer)
            {
                outcomes[i] = answer;
                continue;
            }

            var isInDoubt = run.InDoubt.TryGetValue(i, out var reason) && !batch.IsUnsent(i);
            outcomes[i] = isInDoubt ? OperationOutcome.Unknown(reason!) : OperationOutcome.Deferred($"not sent: {run.Failure?.Message ?? "cancelled"}");
            // One that may not be repeated is not tried again, and its like that was not sent is not taken for it.
            if ((repeatable & batch[i].Kind.AsSet()) != 0 || (!isInDoubt && !IsUnknown(run.Failure))) unanswered.Add(i);
        }

        return new ApiWork(outcomes, unanswered, run.Failure ?? (run.IsOver && unanswered.Count > 0 ? UnsentRequests.Cancelled(null) : null));
    }

    private static bool IsUnknown(Exception? failure) => failure is DestinationException { Effect: FailureEffect.Unknown };

    /// <summary>Runs tasks side by side, until one fails.</summary>
    private sealed class TaskRun(CancellationToken cancelled, CancellationToken cancellationToken)
    {
        private readonly Lock _lock = new();
        private readonly Queue<Turn> _ahead = [];

        /// <summary>What ended it: of several failures the one that lets the least be done next.</summary>
        public Exception? Failure { get; private set; }

        /// <summary>Whether nothing more is begun.</summary>
        public bool IsOver => Failure is not null || cancelled.IsCancellationRequested || cancellationToken.IsCancellationRequested;

        /// <summary>The operations of the tasks that were sent and not answered, and why.</summary>
        public Dictionary<int, string> InDoubt { get; } = [];

        public async Task RunAllAsync(IEnumerable<ApiTask> tasks, int atOnce)
        {
            using var turns = tasks.GetEnumerator();
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => WorkAsync(turns, atOnce))).ConfigureAwait(false);
            _ahead.Clear();
        }

        /// <summary>Keeps one request on its way: while it is answered the next is made ready, and once it is the next is sent before its answer is read.</summary>
        private async Task WorkAsync(IEnumerator<ApiTask> turns, int atOnce)
        {
            // The first requests go out side by side whoever makes them.
            await Task.Yield();
            for (ApiTask? answered = null; ;)
            {
                var task = Next(turns);
                var running = task is null ? null : TryAsync(task, task.RunAsync);
                if (answered is not null) await TryAsync(answered, answered.FinishAsync).ConfigureAwait(false);
                if (running is null) return;
                MakeNextReady(turns, atOnce);
                answered = await running.ConfigureAwait(false) ? task : null;
            }
        }

        private async Task<bool> TryAsync(ApiTask task, Func<CancellationToken, Task> step)
        {
            try
            {
                await step(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception e)
            {
                Fail(task, e);
                return false;
            }
        }

        /// <summary>What is to be sent now: any may send what another has made ready.</summary>
        private ApiTask? Next(IEnumerator<ApiTask> turns)
        {
            Turn? turn;
            lock (_lock)
            {
                if (IsOver) return null;
                if (!_ahead.TryDequeue(out turn)) turn = Take(turns);
            }

            return turn is not null && IsReady(turn) ? turn.Task : null;
        }

        private void MakeNextReady(IEnumerator<ApiTask> turns, int most)
        {
            Turn? turn;
            lock (_lock)
            {
                turn = IsOver || _ahead.Count >= most ? null : Take(turns);
                if (turn is not null) _ahead.Enqueue(turn);
            }

            if (turn is not null) IsReady(turn);
        }

        private Turn? Take(IEnumerator<ApiTask> turns)
        {
            try
            {
                return turns.MoveNext() ? new Turn(turns.Current) : null;
            }
            catch (Exception e)
            {
                Failure ??= e;
                return null;
            }
        }

        private bool IsReady(Turn turn)
        {
            try
            {
                turn.MakeReady();
                return true;
            }
            catch (Exception e)
            {
                Fail(turn.Task, e);
                return false;
            }
        }

        private void Fail(ApiTask task, Exception e)
        {
            lock (_lock)
            {
                if (e is FollowedRedirectException or not DestinationException { Effect: not FailureEffect.Unknown })
                {
                    foreach (var operation in task.Operations) InDoubt[operation] = e.Message;
                }

                if (e is OperationCanceledException && cancellationToken.IsCancellationRequested) e = new DestinationException("It was cancelled before an answer came.", FailureEffect.Unknown, e);
                if (Failure is null || Rank(e) > Rank(Failure)) Failure = e;
            }
        }

        // An error that no try mends, then one that leaves a doubt, then the longest wait.
        private static double Rank(Exception e) => e switch
        {
            DestinationException { Effect: FailureEffect.NothingTransient } passing => Math.Min(passing.RetryAfter?.TotalDays ?? 0, 1),
            DestinationException { Effect: FailureEffect.Unknown } unknown => 2 + Math.Min(unknown.RetryAfter?.TotalDays ?? 0, 1),
            DestinationException => 4,
            _ => 5,
        };

        /// <summary>A task that is made ready once, by whoever comes first; another waits for that.</summary>
        private sealed class Turn(ApiTask task)
        {
            private readonly Lazy<ApiTask> _ready = new(() =>
            {
                task.Prepare();
                return task;
            });

            public ApiTask Task => task;

            public void MakeReady() => _ = _ready.Value;
        }
    }
}
