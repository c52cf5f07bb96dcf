namespace Syncline.Benchmarks;

/// <summary>What the generator made for a model, which can be had by a type parameter alone.</summary>
internal static class ModelOf<TModel>
    where TModel : ISyncModel<TModel>
{
    public static SyncSchema Schema => TModel.Schema;

    public static void Write<TWriter>(in TModel row, ref TWriter writer)
        where TWriter : IRowWriter
        => TModel.Write(in row, ref writer);
}
