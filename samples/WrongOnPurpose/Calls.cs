using Syncline;

namespace WrongOnPurpose;

public static class Calls
{
    public static IStateStore State { get; } = new InMemoryStateStore();

    public static async Task Run(ISyncSource<User> source, InMemoryDestination memory, Crm crm)
    {
        await User.Sync.RunAsync(source, memory, State);
        User.Sync.To(crm);
    }
}
