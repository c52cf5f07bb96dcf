using System.Text;

namespace Syncline.Generator.Text;

/// <summary>Writes indented code; lines end with a line feed on every machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new(8 * 1024);
    private int _depth;

    /// <summary>Writes one line, or several when the text has line feeds; each is indented.</summary>
    public CodeWriter Line(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
            _text.Append('\n');
        }

        return this;
    }

    /// <summary>Writes an empty line.</summary>
    public CodeWriter Line()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes a header and an opening brace; disposing of the result writes the closing one.</summary>
    public Scope Block(string header, string close = "}")
    {
        Line(header).Line("{");
        _depth++;
        return new(this, close);
    }

    /// <summary>Indents until the result is disposed of.</summary>
    public Scope Indent()
    {
        _depth++;
        return new(this, null);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(CodeWriter writer, string? close) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (close is not null) writer.Line(close);
        }
    }
}
