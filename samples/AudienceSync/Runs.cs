using Syncline;

namespace AudienceSync;

/// <summary>Prints plan and report of each run, and remembers whether they are what the sample promises: the exit code says so.</summary>
internal sealed class Runs
{
    // Of a plan: a sample shows how it looks.
    private const int Shown = 4;

    public int Failures { get; private set; }

    /// <summary>Prints a plan, applies it, and prints the report.</summary>
    public async Task ApplyAsync<TModel, TKey>(SyncPlan<TModel, TKey> plan, Func<Task<SyncReport>> apply)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        Console.Write(plan.ToText(Shown));
        var report = await apply();
        Console.WriteLine(report);
        foreach (var trouble in report.Troubled) Console.WriteLine($"  {trouble.Kind} {trouble.Key}: {trouble.Outcome}, {trouble.Reason}");
        Console.WriteLine();
        if (report.Status != SyncStatus.Succeeded) Failures++;
    }

    /// <summary>Compares what is there with what should be.</summary>
    public void Same(string what, int there, int expected)
    {
        Console.WriteLine($"  {there} {what}{(there == expected ? "" : $", expected {expected}")}");
        if (there != expected) Failures++;
    }
}
