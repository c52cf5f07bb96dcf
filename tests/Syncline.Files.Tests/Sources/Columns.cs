namespace Syncline.Files.Tests;

/// <summary>The columns of models.</summary>
internal static class Columns
{
    public static string[] Of<TModel>()
        where TModel : ISyncModel<TModel>
        => [.. TModel.Schema.Columns.Select(column => column.Name)];
}
