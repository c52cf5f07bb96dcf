using System.Text;

namespace Syncline;

/// <summary>An address with columns in braces: <c>contacts/{id}</c>. Values are percent-encoded.</summary>
internal sealed class AddressTemplate
{
    private readonly string[] _literals;
    private readonly int[] _columns;
    private readonly SyncSchema _schema;

    private AddressTemplate(string[] literals, int[] columns, SyncSchema schema)
    {
        (_literals, _columns, _schema) = (literals, columns, schema);
        MissingOfKey = [.. schema.Key.Except(columns).Select(column => schema.Columns[column].Name)];
    }

    /// <summary>Whether it is the same for every row.</summary>
    public bool IsFixed => _columns.Length == 0;

    /// <summary>The columns of the key that do not stand in it.</summary>
    public string[] MissingOfKey { get; }

    /// <summary>Whether it says which record is meant.</summary>
    public bool NamesRecord => MissingOfKey.Length == 0;

    /// <summary>An address that goes on from the account's, whatever its columns hold.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static string Checked(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        var what = text.Length != text.Trim().Length ? "begins or ends with a blank"
            : PathOf(text).Contains('\\', StringComparison.Ordinal) ? "holds a backslash, which is taken for a slash"
            : text.StartsWith('/') ? "begins with a slash, which drops the account's path or names a host"
            : text.Contains('#', StringComparison.Ordinal) ? "holds a #, and what follows it is never sent; where the character itself is meant it is %23"
            : HasDots(text) ? "holds a segment of dots, which leads out of the account's path"
            : text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text.Replace('{', 'x').Replace('}', 'x'), UriKind.Absolute, out _) ? "names a host"
            : null;
        return what is null ? text : throw new ArgumentException($"The address \"{text}\" {what}. It goes on from the account's address: write it as in contacts/{{id}}, and give the account the rest.", parameter);
    }

    /// <summary>Reads an address for a model.</summary>
    /// <param name="text">The address, with columns in braces.</param>
    /// <param name="schema">The model.</param>
    /// <param name="keyOnly">Whether only the key's columns are known, as of a record that is removed.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static AddressTemplate? Parse(string text, SyncSchema schema, bool keyOnly, out string? problem)
    {
        var (literals, columns) = (new List<string>(), new List<int>());
        var rest = text.AsSpan();
        problem = null;
        while (true)
        {
            var open = rest.IndexOf('{');
            var literal = open < 0 ? rest : rest[..open];
            if (literal.Contains('}')) problem = "has a } without a {";
            literals.Add(literal.ToString());
            if (open < 0) break;
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('}');
            if (close < 0)
            {
                problem = "has a { without a }";
                break;
            }

            var name = rest[..close].Trim().ToString();
            var column = schema.IndexOf(name);
            if (column < 0) problem ??= $"names {{{name}}}, which {schema.Model} has not. Its columns are {string.Join(", ", schema.Columns.Select(static c => c.Name))}";
            else if (keyOnly && schema.KeyPartOf(column) < 0) problem ??= $"names {{{name}}}, of which nothing is known when a record is removed: only the key is, {string.Join(", ", schema.Key.Select(key => schema.Columns[key].Name))}";
            columns.Add(column);
            rest = rest[(close + 1)..];
        }

        if (Uri.TryCreate(text.Replace('{', 'x').Replace('}', 'x'), UriKind.Absolute, out var absolute) && absolute.Scheme != "file") problem ??= "is absolute. It goes on from the account's address";
        return problem is null ? new AddressTemplate([.. literals], [.. columns], schema) : null;
    }

    /// <summary>The address of a record.</summary>
    /// <param name="cells">The texts of the columns; null where one is null.</param>
    /// <param name="problem">Why there is none.</param>
    public string? Of(string?[] cells, out string? problem)
    {
        problem = null;
        var address = new StringBuilder(_literals[0]);
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = _schema.Columns[_columns[i]];
            var inPath = !address.ToString().Contains('?', StringComparison.Ordinal);
            // An empty segment or a dot is another address: that of the whole collection, say.
            if (cells[_columns[i]] is not { } cell) problem ??= $"{column.Name} is null, and stands in the address";
            else if (inPath && cell is "" or "." or "..") problem ??= $"{column.Name} is {(column.IsSensitive ? "***" : $"\"{cell}\"")}, which can't stand in the path of an address";
            else if (Surrogates.HasLone(cell)) problem ??= $"{column.Name} holds half of a surrogate pair, which an address can't hold";
            else address.Append(Uri.EscapeDataString(cell));
            address.Append(_literals[i + 1]);
        }

        var made = address.ToString();
        if (HasDots(made)) problem ??= "its values make a segment of dots of the address, which is another address";
        return problem is null ? made : null;
    }

    private static string PathOf(string text) => text.IndexOf('?', StringComparison.Ordinal) is var end and >= 0 ? text[..end] : text;

    // An escaped dot is a dot.
    private static bool HasDots(string text)
        => PathOf(text) is var path && (path.Contains('.', StringComparison.Ordinal) || path.Contains("%2e", StringComparison.OrdinalIgnoreCase)) && path.Split('/').Any(static segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..");
}
