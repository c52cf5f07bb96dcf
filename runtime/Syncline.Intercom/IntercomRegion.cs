namespace Syncline;

/// <summary>Where a workspace is hosted. It stands in the workspace's settings.</summary>
public enum IntercomRegion
{
    /// <summary>The United States: <c>api.intercom.io</c>.</summary>
    UnitedStates = 1,

    /// <summary>Europe: <c>api.eu.intercom.io</c>.</summary>
    Europe = 2,

    /// <summary>Australia: <c>api.au.intercom.io</c>.</summary>
    Australia = 3,
}
