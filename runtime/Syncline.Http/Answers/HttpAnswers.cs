using System.Text.Json;

namespace Syncline;

/// <summary>Where the outcomes of a request's rows are read from, once its status says that it was taken.</summary>
public abstract class HttpAnswers
{
    /// <summary>The status, for all rows of the request.</summary>
    public static HttpAnswers ByStatus { get; } = new StatusAnswers();

    /// <summary>A JSON array with an item for each row, in the order they were sent.</summary>
    /// <param name="path">The properties that lead to the array, as in <c>result.items</c>; empty where the answer is the array.</param>
    /// <param name="read">Reads an item. A reason is masked where it holds sensitive values.</param>
    public static HttpAnswers InOrder(string path, Func<JsonElement, OperationOutcome> read)
    {
        CheckPath(path);
        ArgumentNullException.ThrowIfNull(read);
        return new OrderedAnswers(path, read);
    }

    /// <summary>A JSON array whose items say which record they are of. A row without an item is Unknown.</summary>
    /// <param name="path">The properties that lead to the array, as in <c>result.items</c>; empty where the answer is the array.</param>
    /// <param name="property">The property of an item that holds the key of a model whose key is one column. It is read as the key's type: <c>1.50</c> is <c>1.5</c>, an instant is one in any offset (without one it is in UTC), with zeros beyond its seventh decimal too, a Guid is one in any case, <c>true</c> and <c>false</c> are in any case. A text or an enum's name is what it is; the case of a text matters as it does to the key. What can't be read so, <c>1</c> for a bool say, is no key of the model's.</param>
    /// <param name="read">Reads an item.</param>
    /// <param name="others">What became of a row without an item; default: nobody knows.</param>
    public static HttpAnswers ByKey(string path, string property, Func<JsonElement, OperationOutcome> read, OperationOutcome? others = null)
    {
        CheckPath(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(property);
        ArgumentNullException.ThrowIfNull(read);
        return new KeyedAnswers(path, property, read, others);
    }

    /// <summary>A function of yours that reads all outcomes, in the order of the rows.</summary>
    /// <param name="read">Reads them. What it throws leaves the rows Unknown.</param>
    public static HttpAnswers Read(Func<HttpAnswer, IReadOnlyList<OperationOutcome>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new OwnAnswers(read);
    }

    private static void CheckPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length > 0 && path.Split('.').Any(string.IsNullOrWhiteSpace)) throw new ArgumentException($"The path \"{path}\" has a property without a name. Write it as in result.items, or empty where the answer is the array.", nameof(path));
    }

    internal virtual string? Misfit(SyncSchema schema) => null;

    /// <summary>The outcomes of the rows.</summary>
    /// <exception cref="DestinationException">The answer is not of these rows.</exception>
    internal abstract IReadOnlyList<OperationOutcome> OutcomesOf(HttpAnswer answer, SyncSchema schema, IReadOnlyList<string> keys);

    private static JsonElement ArrayAt(HttpAnswer answer, string path)
    {
        var json = answer.Json;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json)) throw Wrong(answer, $"has no {path}");
        }

        return json.ValueKind == JsonValueKind.Array ? json : throw Wrong(answer, $"has no array at {(path.Length == 0 ? "its root" : path)}");
    }

    private static DestinationException Wrong(HttpAnswer answer, string what) => new($"The answer of {answer.Host}, {(int)answer.Status}, {what}, so that it can't be told what became of the records.", FailureEffect.Unknown);

    private sealed class StatusAnswers : HttpAnswers
    {
        internal override IReadOnlyList<OperationOutcome> OutcomesOf(HttpAnswer answer, SyncSchema schema, IReadOnlyList<string> keys) => [.. Enumerable.Repeat(OperationOutcome.Succeeded, keys.Count)];
    }

    private sealed class OrderedAnswers(string path, Func<JsonElement, OperationOutcome> read) : HttpAnswers
    {
        internal override IReadOnlyList<OperationOutcome> OutcomesOf(HttpAnswer answer, SyncSchema schema, IReadOnlyList<string> keys)
        {
            var items = ArrayAt(answer, path);
            if (items.GetArrayLength() != keys.Count) throw Wrong(answer, $"has {Sentence.Count(items.GetArrayLength(), "item")} for {Sentence.Count(keys.Count, "row")}");
            return [.. items.EnumerateArray().Select(read)];
        }
    }

    private sealed class KeyedAnswers(string path, string property, Func<JsonElement, OperationOutcome> read, OperationOutcome? others) : HttpAnswers
    {
        private static readonly EqualityComparer<string> WithoutCase = EqualityComparer<string>.Create(TextFold.Equals, static text => TextFold.GetHashCode(text));

        internal override string? Misfit(SyncSchema schema) => schema.Key.Length == 1 ? null : $"finds rows by one column, and the key of {schema.Model} has {schema.Key.Length}";

        internal override IReadOnlyList<OperationOutcome> OutcomesOf(HttpAnswer answer, SyncSchema schema, IReadOnlyList<string> keys)
        {
            var column = schema.Columns[schema.Key[0]];
            var ignoresCase = column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0;
            var outcomes = new Dictionary<string, OperationOutcome>(ignoresCase ? WithoutCase : StringComparer.Ordinal);
            foreach (var item in ArrayAt(answer, path).EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(property, out var key)) throw Wrong(answer, $"has an item without {property}");
                // What is no key of the model's type is none of its records.
                if (KeySpellings.Of(column.Kind, key) is not { } text) continue;
                var outcome = read(item);
                if (!outcomes.TryAdd(text, outcome) && outcomes[text] != outcome) outcomes[text] = OperationOutcome.Unknown($"{answer.Host} answered {(int)answer.Status} with two items of this record that contradict each other");
            }

            var missing = others ?? OperationOutcome.Unknown($"{answer.Host} answered {(int)answer.Status} without a word of this record");
            return [.. keys.Select(key => outcomes.TryGetValue(KeySpellings.Of(column.Kind, key) ?? key, out var outcome) ? outcome : missing)];
        }
    }

    private sealed class OwnAnswers(Func<HttpAnswer, IReadOnlyList<OperationOutcome>> read) : HttpAnswers
    {
        internal override IReadOnlyList<OperationOutcome> OutcomesOf(HttpAnswer answer, SyncSchema schema, IReadOnlyList<string> keys)
        {
            var outcomes = read(answer);
            return outcomes is not null && outcomes.Count == keys.Count ? outcomes : throw Wrong(answer, $"was read as {Sentence.Count(outcomes?.Count ?? 0, "outcome")} for {Sentence.Count(keys.Count, "row")}");
        }
    }
}
