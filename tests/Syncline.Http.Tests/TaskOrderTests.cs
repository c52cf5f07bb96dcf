using System.Collections.Concurrent;
using Syncline.Tests;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>In which order the tasks of a batch are made ready, sent, and finished.</summary>
public sealed class TaskOrderTests : ApiRuns
{
    [Fact]
    public async Task The_next_is_made_ready_while_one_is_answered_and_sent_before_the_answer_is_read()
    {
        var steps = new ConcurrentQueue<string>();
        var work = await ApplyAsync(3, operation => NewTask(steps, operation, static async () => await Task.Yield()));
        Assert.Equal(["prepare 0", "run 0", "prepare 1", "run 1", "finish 0", "prepare 2", "run 2", "finish 1", "finish 2"], steps);
        Assert.All(work.Outcomes, static outcome => Assert.Equal(Outcome.Succeeded, outcome.Outcome));
    }

    [Fact]
    public async Task What_was_made_ready_is_not_sent_after_a_failure()
    {
        var steps = new ConcurrentQueue<string>();
        var work = await ApplyAsync(3, operation => NewTask(steps, operation, static async () =>
        {
            await Task.Yield();
            throw new DestinationException("gone", FailureEffect.Unknown);
        }));
        Assert.Equal(["prepare 0", "run 0", "prepare 1"], steps);
        Assert.Equal([Outcome.Unknown, Outcome.Deferred, Outcome.Deferred], work.Outcomes.Select(static outcome => outcome.Outcome));
    }

    [Fact]
    public async Task A_failure_while_an_answer_is_read_leaves_what_is_on_its_way_to_its_end()
    {
        var steps = new ConcurrentQueue<string>();
        var work = await ApplyAsync(4, operation => NewTask(steps, operation, static async () => await Task.Yield()) with { FinishAsync = _ => operation[0] == 0 ? throw new DestinationException("unreadable", FailureEffect.Unknown) : Task.CompletedTask });
        Assert.Equal(["prepare 0", "run 0", "prepare 1", "run 1"], steps);
        Assert.Equal([Outcome.Unknown, Outcome.Succeeded, Outcome.Deferred, Outcome.Deferred], work.Outcomes.Select(static outcome => outcome.Outcome));
    }

    [Fact]
    public async Task A_batch_that_can_not_be_made_ready_is_not_sent()
    {
        var steps = new ConcurrentQueue<string>();
        var work = await ApplyAsync(2, operation => NewTask(steps, operation, static () => Task.CompletedTask) with { Prepare = static () => throw new InvalidOperationException("own") });
        Assert.Empty(steps);
        Assert.Equal("own", Assert.IsType<InvalidOperationException>(((IFailedWork)work).Failure).Message);
    }

    private static ApiTask NewTask(ConcurrentQueue<string> steps, int[] operations, Func<Task> answer) => new(operations, async _ =>
    {
        steps.Enqueue($"run {operations[0]}");
        await answer();
    })
    {
        Prepare = () => steps.Enqueue($"prepare {operations[0]}"),
        FinishAsync = _ =>
        {
            steps.Enqueue($"finish {operations[0]}");
            return Task.CompletedTask;
        },
    };

    private static async Task<IBatchWork> ApplyAsync(int count, Func<int[], ApiTask> make)
    {
        using var account = new HttpAccount("http://127.0.0.1") { MaxConnections = 1 };
        var delivery = new Delivery(account, new DeliveryContext(Sync(SyncMode.Upsert), SchemaOf<Person>(), OperationKinds.Upsert, "run"), make);
        Operation<Person, Person.Key>[] operations = [.. Enumerable.Range(1, count).Select(static id => new Operation<Person, Person.Key>(OperationKind.Upsert, new Person.Key($"{id}"), null))];
        return await delivery.ApplyAsync(new Batch<Person, Person.Key>(1, operations), Stop);
    }

    private sealed class Delivery(HttpAccount account, DeliveryContext context, Func<int[], ApiTask> make) : ApiDelivery<Person, Person.Key>(account, context, OperationKinds.Upsert)
    {
        public override int BatchSize => 10;

        protected override IEnumerable<ApiTask> Tasks(ApiBatch<Person, Person.Key> batch, OperationKind kind, int[] operations) => operations.Select(operation =>
        {
            var task = make([operation]);
            return task with
            {
                FinishAsync = async stop =>
                {
                    await task.FinishAsync(stop);
                    batch.Answer(operation, OperationOutcome.Succeeded);
                },
            };
        });
    }
}
