using System.Buffers;
using System.Text.Json;

namespace Syncline;

/// <summary>How the body of a request is written.</summary>
public abstract class HttpBody
{
    /// <summary>No body.</summary>
    public static HttpBody None { get; } = new NoBody();

    /// <summary>The row as a JSON object with the model's column names; of a record that is removed its key. Nulls that the model skips are left out.</summary>
    public static HttpBody Row { get; } = new RowBody();

    /// <summary>A JSON array of the rows, each as in <see cref="Row"/>.</summary>
    /// <param name="property">The property of an object that the array is put into; null for the array alone.</param>
    /// <exception cref="ArgumentException">The property has no name.</exception>
    public static HttpBody Rows(string? property = null)
        => property is null || !string.IsNullOrWhiteSpace(property) ? new RowsBody(property) : throw new ArgumentException("The property that the array is put into has no name. Give it one, or none where the array is the body.", nameof(property));

    /// <summary>JSON that a function of yours writes from the rows of a request; as many as <see cref="HttpCall.BatchSize"/> allows, one by default.</summary>
    /// <typeparam name="TRow">The model.</typeparam>
    /// <param name="write">Writes one JSON value. Rows for which it throws, writes nothing or leaves something open are rejected.</param>
    public static HttpBody Json<TRow>(Action<Utf8JsonWriter, IReadOnlyList<TRow>> write)
        where TRow : ISyncModel<TRow>
    {
        ArgumentNullException.ThrowIfNull(write);
        return new TypedBody<TRow>(write);
    }

    /// <summary>JSON that a function of yours writes from the keys of the records to remove.</summary>
    /// <typeparam name="TKey">The generated key.</typeparam>
    /// <param name="write">Writes one JSON value. Keys for which it throws, writes nothing or leaves something open are rejected.</param>
    public static HttpBody JsonOfKeys<TKey>(Action<Utf8JsonWriter, IReadOnlyList<TKey>> write)
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(write);
        return new KeysBody<TKey>(write);
    }

    /// <summary>Why it does not go with a model; null where it does.</summary>
    internal virtual string? Misfit<TModel, TKey>(bool keyOnly, int batchSize)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => null;

    /// <summary>The body of a request; null for none.</summary>
    internal abstract byte[]? Write<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>;

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        write(json);
        if (json.CurrentDepth > 0) throw new UnfitRowException($"its body could not be written: its function left {json.CurrentDepth} {(json.CurrentDepth == 1 ? "object or array" : "objects or arrays")} open. End each that it starts");
        json.Flush();
        return buffer.WrittenCount > 0 ? buffer.WrittenSpan.ToArray() : throw new UnfitRowException("its body could not be written: its function wrote nothing. Write one JSON value, or send none with HttpBody.None");
    }

    private static void WriteRow<TModel, TKey>(Utf8JsonWriter json, in Operation<TModel, TKey> operation)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        json.WriteStartObject();
        if (operation.Kind.IsRemoval() || operation.Row is not { } row)
        {
            var writer = new JsonBodyWriter(json, [.. TModel.Schema.Key.Select(column => TModel.Schema.Columns[column])], static _ => true);
            var key = operation.Key;
            TKey.Write(in key, ref writer);
        }
        else
        {
            var writer = new JsonBodyWriter(json, [.. TModel.Schema.Columns], static column => TModel.Schema.KeyPartOf(column) >= 0);
            TModel.Write(in row, ref writer);
        }

        json.WriteEndObject();
    }

    private sealed class NoBody : HttpBody
    {
        internal override byte[]? Write<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations) => null;
    }

    private sealed class RowBody : HttpBody
    {
        internal override string? Misfit<TModel, TKey>(bool keyOnly, int batchSize) => batchSize == 1 ? null : "writes one row, and BatchSize allows several: use HttpBody.Rows()";

        internal override byte[]? Write<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations) => Written(json => WriteRow(json, operations[0]));
    }

    private sealed class RowsBody(string? property) : HttpBody
    {
        internal override byte[]? Write<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations)
            => Written(json =>
            {
                if (property is null)
                {
                    json.WriteStartArray();
                }
                else
                {
                    json.WriteStartObject();
                    json.WriteStartArray(property);
                }

                foreach (var operation in operations) WriteRow(json, operation);
                json.WriteEndArray();
                if (property is not null) json.WriteEndObject();
            });
    }

    private sealed class TypedBody<TRow>(Action<Utf8JsonWriter, IReadOnlyList<TRow>> write) : HttpBody
        where TRow : ISyncModel<TRow>
    {
        internal override string? Misfit<TModel, TKey>(bool keyOnly, int batchSize)
            => keyOnly ? "writes rows, and of a record that is removed only the key is known: use HttpBody.JsonOfKeys" : typeof(TModel) == typeof(TRow) ? null : $"writes rows of {typeof(TRow).Name}, and the sync's are {typeof(TModel).Name}";

        internal override byte[]? Write<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations)
            => Written(json => write(json, [.. operations.Select(static operation => (TRow)(object)operation.Row!)]));
    }

    private sealed class KeysBody<TOwn>(Action<Utf8JsonWriter, IReadOnlyList<TOwn>> write) : HttpBody
        where TOwn : struct, ISyncKey<TOwn>
    {
        internal override string? Misfit<TModel, TKey>(bool keyOnly, int batchSize) => typeof(TKey) == typeof(TOwn) ? null : $"writes keys of {typeof(TOwn).FullName}, and the sync's are {typeof(TKey).FullName}";

        internal override byte[]? Write<TModel, TKey>(IReadOnlyList<Operation<TModel, TKey>> operations)
            => Written(json => write(json, [.. operations.Select(static operation => (TOwn)(object)operation.Key)]));
    }
}
