namespace Syncline;

/// <summary>Takes the texts of a key's parts.</summary>
internal readonly struct KeyTexts(int parts) : IRowWriter
{
    public string?[] Parts { get; } = new string?[parts];

    public void Null(int column)
    {
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
    }

    public void Text(int column, string value) => Parts[column] = value;

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
    }

    /// <summary>Whether two keys are one to a model that ignores the case of some parts; parts that are no texts are not looked at.</summary>
    public static bool AreOne<TKey>(SyncColumn[] parts, TKey one, TKey other)
        where TKey : struct, ISyncKey<TKey>
    {
        var (a, b) = (new KeyTexts(parts.Length), new KeyTexts(parts.Length));
        TKey.Write(in one, ref a);
        TKey.Write(in other, ref b);
        for (var part = 0; part < parts.Length; part++)
        {
            var comparison = (parts[part].Traits & ColumnTraits.IgnoreCase) != 0 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            if (!string.Equals(a.Parts[part], b.Parts[part], comparison)) return false;
        }

        return true;
    }
}
