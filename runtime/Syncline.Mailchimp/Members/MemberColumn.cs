namespace Syncline;

/// <summary>Where a column goes in a member's JSON.</summary>
/// <param name="Group">The object it stands in: its place in the plan's groups, or <see cref="MemberColumns.Member"/>, or <see cref="MemberColumns.Apart"/>.</param>
/// <param name="Name">The property's name in it.</param>
/// <param name="Null">What a null is to it.</param>
/// <param name="IsFlag">Whether a yes or no is written as such; a merge field takes it as text.</param>
internal sealed record MemberColumn(int Group, string Name, NullForm Null, bool IsFlag);

/// <summary>An object in a member's JSON: <c>merge_fields</c>, or one in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The group it stands in, or <see cref="MemberColumns.Member"/>.</param>
internal sealed record MemberGroup(string Name, int Parent);
