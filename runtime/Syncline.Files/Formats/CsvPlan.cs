using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Syncline;

/// <summary>What writing CSV needs, in the form it is written in.</summary>
internal sealed class CsvPlan(CsvFileOptions options, SyncSchema schema)
{
    public ImmutableArray<SyncColumn> Columns { get; } = schema.Columns;

    public byte Delimiter { get; } = (byte)options.Delimiter;

    public byte[] Null { get; } = Encoding.UTF8.GetBytes(options.Null);

    public byte[] NewLine { get; } = Encoding.UTF8.GetBytes(options.NewLine);

    public bool GuardsFormulas { get; } = options.GuardFormulas;

    /// <summary>Whether a number or a word of ours could be taken for null.</summary>
    public bool NullIsWord { get; } = options.Null.Length > 0;

    /// <summary>What makes a text need quotes.</summary>
    public SearchValues<byte> Special { get; } = SearchValues.Create([(byte)'"', (byte)'\r', (byte)'\n', (byte)options.Delimiter]);
}
