using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>What <see cref="RowEncoder"/> does with each column; worked out once a schema.</summary>
internal sealed class EncoderPlan
{
    private static readonly ConditionalWeakTable<SyncSchema, EncoderPlan> Plans = [];
    private static readonly ConditionalWeakTable<SyncSchema, EncoderPlan> KeyPlans = [];

    private EncoderPlan(SyncSchema schema, bool compares)
    {
        Key = new KeyFormat(schema);
        Roles = new ColumnRole[schema.Columns.Length];
        for (var i = 0; i < Roles.Length; i++)
        {
            var column = schema.Columns[i];
            var ignoresCase = column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0;
            Roles[i] = (schema.KeyPartOf(i) >= 0, (column.Traits & ColumnTraits.NotCompared) != 0, column.Tolerance > 0) switch
            {
                (true, _, _) => ColumnRole.Key,
                (_, true, _) => ColumnRole.Ignored,
                _ when !compares => ColumnRole.Ignored,
                (_, _, true) => ColumnRole.Tolerance,
                _ => ignoresCase ? ColumnRole.FoldedHash : ColumnRole.Hash,
            };
        }

        ToleranceLimits = [.. schema.Columns.Where((_, ordinal) => Roles[ordinal] == ColumnRole.Tolerance).Select(column => column.Tolerance)];

        var order = schema.Key.AsSpan();
        for (var part = 1; part < order.Length; part++) KeyInOrder &= order[part] > order[part - 1];
        PartOf = new int[Roles.Length];
        for (var i = 0; i < PartOf.Length; i++) PartOf[i] = schema.KeyPartOf(i);
        KeyParts = order.Length;
    }

    public KeyFormat Key { get; }

    public ColumnRole[] Roles { get; }

    /// <summary>The place of each column in the key, or -1.</summary>
    public int[] PartOf { get; }

    public int KeyParts { get; }

    /// <summary>Whether the key's columns come in the order of the key.</summary>
    public bool KeyInOrder { get; } = true;

    /// <summary>How many columns are compared within a tolerance.</summary>
    public int Tolerances => ToleranceLimits.Length;

    /// <summary>How far the value of each of them may move without being a change, in ordinal order.</summary>
    public double[] ToleranceLimits { get; }

    public static EncoderPlan Of(SyncSchema schema) => Plans.GetValue(schema, static s => new EncoderPlan(s, compares: true));

    /// <summary>The plan where rows are told apart by their keys and never compared: it takes nothing else of them.</summary>
    public static EncoderPlan OfKey(SyncSchema schema) => KeyPlans.GetValue(schema, static s => new EncoderPlan(s, compares: false));
}

/// <summary>What becomes of a column.</summary>
internal enum ColumnRole : byte
{
    /// <summary>Part of the hash.</summary>
    Hash,

    /// <summary>Part of the hash, its case folded.</summary>
    FoldedHash,

    /// <summary>Part of the key.</summary>
    Key,

    /// <summary>Kept as a number beside the hash.</summary>
    Tolerance,

    /// <summary>Not compared.</summary>
    Ignored,
}
