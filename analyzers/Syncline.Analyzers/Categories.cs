namespace Syncline.Analyzers;

/// <summary>The categories of the rules: the headings of the issue list and of the README's table.</summary>
internal static class Categories
{
    public const string Model = "Model";
    public const string Sync = "Sync";
    public const string EventKeys = "EventKeys";
    public const string Values = "Values";
    public const string Calls = "Calls";
}
