namespace Syncline;

/// <summary>What is to be known of kinds of operation when requests are made.</summary>
internal static class OperationKindTraits
{
    /// <summary>Whether only the key of its record is known.</summary>
    public static bool IsRemoval(this OperationKind kind) => kind is OperationKind.Delete or OperationKind.Clear or OperationKind.Archive or OperationKind.RemoveMember;

    /// <summary>The kind as a set.</summary>
    public static OperationKinds AsSet(this OperationKind kind) => (OperationKinds)(1 << (int)kind);
}
