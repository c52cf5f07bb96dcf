using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Syncline;

/// <summary>A record that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its external id, as Salesforce spells it.</param>
/// <param name="IsFlagged">Whether it is archived already.</param>
internal readonly record struct FoundRecord(string Id, string Key, bool IsFlagged);

/// <summary>Finds records by external id.</summary>
/// <param name="org">The org.</param>
/// <param name="objectName">The object.</param>
/// <param name="externalId">The external id.</param>
/// <param name="flag">The field that says whether a record is archived; null for none.</param>
internal sealed class RecordFinder(SalesforceOrg org, string objectName, FieldDescription externalId, string? flag)
{
    // A query stands in an address, and addresses end at 16 KB.
    private const int LongestList = 8_000;
    private const int MostKeys = 500;

    /// <summary>Keys that are one to Salesforce.</summary>
    public StringComparer Comparer { get; } = externalId.IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Finds the records of some keys, all that there are of each.</summary>
    /// <returns>The records by <see cref="Normal"/> of their key.</returns>
    public async Task<IReadOnlyDictionary<string, FoundRecord[]>> FindAsync(IEnumerable<string> keys, RequestContext context, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<FoundRecord>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = org.MaxConnections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Queries(keys), options, async (query, stop) =>
        {
            foreach (var record in await AskAsync(query, context, stop).ConfigureAwait(false)) found.Add(record);
        }).ConfigureAwait(false);
        return found.GroupBy(record => Normal(record.Key), Comparer).ToDictionary(static group => group.Key, static group => group.ToArray(), Comparer);
    }

    /// <summary>The form in which a key is compared: a number has one, however it is written.</summary>
    public string Normal(string key)
        => externalId.IsNumber && decimal.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? KeyForms.Of(number).ToString(CultureInfo.InvariantCulture) : key;

    /// <summary>A key as a query has it.</summary>
    public string Literal(string key) => externalId.IsNumber ? Normal(key) : Quoted(key);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('\'');
        foreach (var c in text)
        {
            _ = c switch
            {
                '\'' or '\\' or '"' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('\'').ToString();
    }

    private IEnumerable<string> Queries(IEnumerable<string> keys)
    {
        var (list, count) = (new StringBuilder(), 0);
        foreach (var key in keys)
        {
            var literal = Uri.EscapeDataString(Literal(key));
            if (count == MostKeys || (count > 0 && list.Length + literal.Length > LongestList))
            {
                yield return Query(list);
                (list, count) = (new StringBuilder(), 0);
            }

            if (count++ > 0) list.Append(',');
            list.Append(literal);
        }

        if (count > 0) yield return Query(list);
    }

    private string Query(StringBuilder list) => $"query?q={Uri.EscapeDataString($"SELECT Id,{externalId.Name}{(flag is null ? "" : $",{flag}")} FROM {objectName} WHERE {externalId.Name} IN (")}{list})";

    private async Task<List<FoundRecord>> AskAsync(string path, RequestContext context, CancellationToken cancellationToken)
    {
        var records = new List<FoundRecord>();
        for (string? next = path; next is not null;)
        {
            var answer = await org.ReadAsync(next, context, cancellationToken).ConfigureAwait(false);
            try
            {
                var json = answer.Json;
                records.AddRange(json.GetProperty("records").EnumerateArray().Select(OfJson));
                next = json.GetProperty("done").GetBoolean() ? null : org.PathOf(json.GetProperty("nextRecordsUrl").GetString()!);
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or DestinationException)
            {
                throw new DestinationException($"The answer of {answer.Host} to a query could not be read: {e.Message}", FailureEffect.NothingTransient, e);
            }
        }

        return records;
    }

    private FoundRecord OfJson(JsonElement record)
    {
        var key = Property(record, externalId.Name);
        return new FoundRecord(Property(record, "Id").GetString()!, key.ValueKind == JsonValueKind.String ? key.GetString()! : key.GetRawText(), flag is not null && Property(record, flag).ValueKind == JsonValueKind.True);
    }

    // Names come back as Salesforce writes them.
    private static JsonElement Property(JsonElement record, string name)
    {
        foreach (var property in record.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value;
        }

        throw new KeyNotFoundException($"a record has no {name}");
    }
}
