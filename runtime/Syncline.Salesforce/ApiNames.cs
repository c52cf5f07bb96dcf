namespace Syncline;

/// <summary>Names that a query and an address can hold.</summary>
internal static class ApiNames
{
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void Check(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        if (!char.IsAsciiLetter(name[0]) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')) throw new ArgumentException($"\"{name}\" is no API name: they are letters, digits and underscores, as in ExtId__c.", parameter);
    }
}
