using System.Collections.Immutable;

namespace Syncline.Tests.Suite;

/// <summary>The rules of a place: what it refuses, and which keys it takes for one.</summary>
internal sealed class PaperRules(PaperPlace place, Fault fault, SyncSchema schema)
{
    /// <summary>Why a record is refused; null where it is not.</summary>
    public string? WhyNot(ImmutableDictionary<object, PaperRecord> records, object form, object?[] cells)
    {
        for (var column = 0; column < cells.Length; column++)
        {
            if (cells[column] is string text && text.Contains("\uD83D of a pair", StringComparison.Ordinal)) return $"column {schema.Columns[column].Name} holds half of a pair";
        }

        foreach (var (column, text) in place.Refusals)
        {
            if (Equals(cells[schema.IndexOf(column)], text)) return $"column {column} holds {Told(schema.IndexOf(column), text)}";
        }

        foreach (var column in fault == Fault.UniqueIsIgnored ? [] : place.Unique.Select(schema.IndexOf))
        {
            if (cells[column] is { } value && records.FirstOrDefault(record => !record.Key.Equals(form) && Equals(record.Value.Cells[column], value)) is { Value: { } holder }) return $"{holder.Key} has {schema.Columns[column].Name} {Told(column, value)}";
        }

        foreach (var column in fault == Fault.ReferencesAreIgnored ? [] : place.References.Select(schema.IndexOf))
        {
            if (cells[column] is { } parent && !records.Values.Any(record => Equals(record.Cells[schema.Key[0]], parent))) return $"there is no parent {parent}";
        }

        return null;
    }

    /// <summary>Whether others refer to a record.</summary>
    public bool HasChildren(ImmutableDictionary<object, PaperRecord> records, object form)
        => records.TryGetValue(form, out var parent) && place.References.Exists(column => records.Values.Any(record => Equals(record.Cells[schema.IndexOf(column)], parent.Cells[schema.Key[0]])));

    /// <summary>A record that is taken for the same as a key that is another.</summary>
    public PaperRecord? Twin<TKey>(ImmutableDictionary<object, PaperRecord> records, TKey key)
        where TKey : struct, ISyncKey<TKey>
        => place.IsLoose ? records.Values.FirstOrDefault(record => Fold((TKey)record.Key) == Fold(key) && !record.Key.Equals(key)) : null;

    /// <summary>The operations whose keys are taken for one, and why they are refused.</summary>
    public Dictionary<int, string> Clashes<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        if (!place.IsLoose || fault is Fault.LooseKeysPicked or Fault.LooseKeysMerged) return [];
        return operations.Select((operation, i) => (operation.Key, i)).GroupBy(operation => Fold(operation.Key)).Where(group => group.Count() > 1)
            .SelectMany(group => group.Select(operation => (operation.i, $"{string.Join(" and ", group.Select(other => Told(schema.Key[0], other.Key)))} are taken for one"))).ToDictionary();
    }

    /// <summary>A value in a reason.</summary>
    private object Told(int column, object value) => schema.Columns[column].IsSensitive && fault != Fault.TellsSecrets ? "***" : value;

    private string Fold<TKey>(TKey key)
        where TKey : struct, ISyncKey<TKey>
        => ((string)PaperCells.OfKey(key, schema.Key.Length)[0]!).ToUpperInvariant().TrimEnd();
}
