using System.Globalization;
using System.Text;
using Syncline.Generator.Model;

namespace Syncline.Generator.Signatures;

/// <summary>A line of the file of checked-in models: <c>Shop.Customer | Id Int32 | Id:Int32;Name:Text?</c>.</summary>
/// <param name="Name">The model's full name.</param>
/// <param name="Key">Its key.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record ModelLine(string Name, string Key, string Columns)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "Syncline.Models.txt";

    private const string Separator = " | ";

    public static ModelLine Of(SyncModel model) => new(ModelText.FullName(model), ModelText.Key(model), ModelText.Columns(model));

    /// <summary>Reads a line that is neither empty nor a comment.</summary>
    /// <returns>The line, or <see langword="null"/> and what is wrong with it.</returns>
    public static ModelLine? Read(string line, out string problem)
    {
        problem = "";
        var fields = line.Trim().Split([Separator], StringSplitOptions.None);
        if (fields.Length != 3) problem = $"it has {fields.Length} of the three parts, which are the model, its key and its columns with ' | ' between them";
        else if (fields.Any(field => field.Length == 0)) problem = "one of its three parts is empty";
        else if (fields.Any(field => Unescape(field) is null)) problem = "a backslash in it begins nothing that is known";
        else if (SignatureColumn.Read(Unescape(fields[2])!) is null) problem = $"'{fields[2]}' is no list of columns, as in 'Id:Int32;Name:Text?'";
        return problem.Length > 0 ? null : new(Unescape(fields[0])!, Unescape(fields[1])!, Unescape(fields[2])!);
    }

    public override string ToString() => string.Join(Separator, Escape(Name), Escape(Key), Escape(Columns));

    // A column's name can hold anything: a bar would part the line, a line end break it.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '|') escaped.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029') escaped.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string? Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            if (i < text.Length && text[i] is '\\' or '|') plain.Append(text[i]);
            else if (i + 4 < text.Length && text[i] == 'u' && int.TryParse(text.Substring(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) plain.Append((char)code);
            else return null;
            if (text[i] == 'u') i += 4;
        }

        return plain.ToString();
    }
}
