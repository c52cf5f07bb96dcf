namespace Syncline;

/// <summary>A state belongs to one destination, so a destination must say which one it is.</summary>
internal static class DestinationIdentity
{
    /// <exception cref="ArgumentException">The identity is null, empty or white space.</exception>
    public static void Check(IDestination destination)
    {
        if (string.IsNullOrWhiteSpace(destination.Identity))
        {
            throw new ArgumentException($"{destination.GetType().Name}.Identity is empty. Give what tells it from another destination of its kind, such as the account and the list: the state records it.", nameof(destination));
        }
    }
}
