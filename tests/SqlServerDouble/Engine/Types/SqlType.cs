using System.Globalization;

namespace Syncline.Doubles.Engine.Types;

/// <summary>A data type with its length, precision, scale and collation.</summary>
/// <param name="Length">Characters or bytes; -1 is <c>max</c>. 0 where the kind has no length.</param>
public sealed record SqlType(SqlKind Kind, int Length = 0, int Precision = 0, int Scale = 0, Collation? Collation = null)
{
    public const int Max = -1;

    public static SqlType Bit { get; } = new(SqlKind.Bit);

    public static SqlType TinyInt { get; } = new(SqlKind.TinyInt);

    public static SqlType SmallInt { get; } = new(SqlKind.SmallInt);

    public static SqlType Int { get; } = new(SqlKind.Int);

    public static SqlType BigInt { get; } = new(SqlKind.BigInt);

    public static SqlType Money { get; } = new(SqlKind.Money, Precision: 19, Scale: 4);

    public static SqlType Real { get; } = new(SqlKind.Real);

    public static SqlType Float { get; } = new(SqlKind.Float);

    public static SqlType Date { get; } = new(SqlKind.Date);

    public static SqlType DateTime { get; } = new(SqlKind.DateTime);

    public static SqlType UniqueIdentifier { get; } = new(SqlKind.UniqueIdentifier);

    public static SqlType RowVersion { get; } = new(SqlKind.RowVersion, 8);

    public static SqlType SysName { get; } = NVarChar(128);

    public bool IsUnicodeText => Kind is SqlKind.NChar or SqlKind.NVarChar or SqlKind.Xml;

    public bool IsCodePageText => Kind is SqlKind.Char or SqlKind.VarChar;

    public bool IsText => IsUnicodeText || IsCodePageText;

    public bool IsBinary => Kind is SqlKind.Binary or SqlKind.VarBinary or SqlKind.RowVersion;

    public bool IsInteger => Kind is SqlKind.TinyInt or SqlKind.SmallInt or SqlKind.Int or SqlKind.BigInt or SqlKind.Bit;

    public bool IsMoney => Kind is SqlKind.Money or SqlKind.SmallMoney;

    public bool IsExact => IsInteger || IsMoney || Kind == SqlKind.Decimal;

    public bool IsApproximate => Kind is SqlKind.Real or SqlKind.Float;

    public bool IsNumber => IsExact || IsApproximate;

    public bool IsTemporal => Kind is >= SqlKind.Time and <= SqlKind.DateTimeOffset;

    public bool IsMax => Length == Max;

    public bool HasFixedLength => Kind is SqlKind.Char or SqlKind.NChar or SqlKind.Binary;

    public Collation CollationOrDefault => Collation ?? Collation.Default;

    public string Name => Kind switch
    {
        SqlKind.Decimal => "decimal",
        SqlKind.RowVersion => "timestamp",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether values of the type need no conversion to be equal: same type but for length, precision, collation.</summary>
    public static SqlType NVarChar(int length, Collation? collation = null) => new(SqlKind.NVarChar, length, Collation: collation ?? Collation.Default);

    public static SqlType VarChar(int length, Collation? collation = null) => new(SqlKind.VarChar, length, Collation: collation ?? Collation.Default);

    public static SqlType VarBinary(int length) => new(SqlKind.VarBinary, length);

    public static SqlType Decimal(int precision, int scale) => new(SqlKind.Decimal, Precision: precision, Scale: scale);

    public static SqlType DateTime2(int scale) => new(SqlKind.DateTime2, Scale: scale);

    public static SqlType Time(int scale) => new(SqlKind.Time, Scale: scale);

    public static SqlType DateTimeOffset(int scale) => new(SqlKind.DateTimeOffset, Scale: scale);

    /// <summary>The declaration, as <c>decimal(18,4)</c>.</summary>
    public override string ToString() => Kind switch
    {
        SqlKind.Decimal => $"decimal({Precision},{Scale})",
        SqlKind.Time or SqlKind.DateTime2 or SqlKind.DateTimeOffset => $"{Name}({Scale})",
        SqlKind.Char or SqlKind.VarChar or SqlKind.NChar or SqlKind.NVarChar or SqlKind.Binary or SqlKind.VarBinary
            => $"{Name}({(IsMax ? "max" : Length.ToString(CultureInfo.InvariantCulture))})",
        _ => Name,
    };

    /// <summary>The decimal type that holds every value of an exact type.</summary>
    public SqlType AsDecimal() => Kind switch
    {
        SqlKind.Bit => Decimal(1, 0),
        SqlKind.TinyInt => Decimal(3, 0),
        SqlKind.SmallInt => Decimal(5, 0),
        SqlKind.Int => Decimal(10, 0),
        SqlKind.BigInt => Decimal(19, 0),
        SqlKind.SmallMoney => Decimal(10, 4),
        SqlKind.Money => Decimal(19, 4),
        _ => this,
    };

    /// <summary>The type two operands are brought to.</summary>
    public static SqlType Common(SqlType left, SqlType right)
    {
        var (low, high) = left.Kind <= right.Kind ? (left, right) : (right, left);
        if (high.Kind == SqlKind.Decimal)
            return CommonDecimal(low, high);
        if (high.IsText && (low.IsText || low.IsBinary))
            return CommonText(low, high, left.Collation ?? right.Collation);
        if (high.IsBinary)
            return CommonBinary(low, high);
        return low.IsTemporal && high.Kind is SqlKind.DateTime2 or SqlKind.DateTimeOffset or SqlKind.Time
            ? high with { Scale = Math.Max(low.FractionDigits, high.Scale) }
            : high;
    }

    private int FractionDigits => Kind == SqlKind.DateTime ? 3 : Scale;

    private static SqlType CommonDecimal(SqlType low, SqlType high)
    {
        if (!low.IsExact)
            return high;
        low = low.AsDecimal();
        var scale = Math.Max(low.Scale, high.Scale);
        var whole = Math.Max(low.Precision - low.Scale, high.Precision - high.Scale);
        return Decimal(Math.Min(SqlNumeric.MaxPrecision, whole + scale), Math.Min(scale, SqlNumeric.MaxPrecision - Math.Min(whole, SqlNumeric.MaxPrecision)));
    }

    private static SqlType CommonText(SqlType low, SqlType high, Collation? collation)
    {
        var length = low.IsMax || high.IsMax ? Max : Math.Max(low.Length, high.Length);
        var kind = high.Kind switch
        {
            SqlKind.NChar when low.Kind != SqlKind.NChar => SqlKind.NVarChar,
            SqlKind.Char when low.Kind != SqlKind.Char => SqlKind.VarChar,
            _ => high.Kind,
        };
        if (kind is SqlKind.NVarChar && length > 4000)
            length = Max;
        return new SqlType(kind, length, Collation: collation);
    }

    private static SqlType CommonBinary(SqlType low, SqlType high) =>
        VarBinary(low.IsMax || high.IsMax ? Max : Math.Max(low.Length, high.Length)) with
        {
            Kind = low.Kind == high.Kind ? high.Kind : SqlKind.VarBinary,
        };
}
