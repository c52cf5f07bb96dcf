using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>The type of a column as <c>sys.columns</c> has it; of an alias type what is beneath.</summary>
/// <param name="Name">The system type's name.</param>
/// <param name="MaxLength">The most bytes of a value; -1 for max.</param>
/// <param name="Precision">The digits of a number.</param>
/// <param name="Scale">Those behind the point, or of a fraction of a second.</param>
/// <param name="CodePage">The code page of a text that is not in UTF-16; 0 for none.</param>
internal sealed record StoredType(string Name, int MaxLength, int Precision, int Scale, int CodePage)
{
    private const int Max = -1;
    private const int Utf8 = 65001;

    public StoredForm Form => StoredForms.OfType(Name);

    /// <summary>The type as it is declared.</summary>
    public string Declared => Name switch
    {
        "nvarchar" or "nchar" => $"{Name}({Length(2)})",
        "varchar" or "char" or "varbinary" or "binary" => $"{Name}({Length(1)})",
        "decimal" or "numeric" => string.Create(CultureInfo.InvariantCulture, $"{Name}({Precision},{Scale})"),
        "datetime2" or "datetimeoffset" or "time" => string.Create(CultureInfo.InvariantCulture, $"{Name}({Scale})"),
        "timestamp" => "rowversion",
        _ => Name,
    };

    /// <summary>Whether its texts have a collation; those of xml and json have none to choose.</summary>
    public bool HasCollation => Name is "nvarchar" or "nchar" or "ntext" or "varchar" or "char" or "text";

    /// <summary>What it leaves of a value.</summary>
    public StoredLimit Limit => new(Declared)
    {
        Length = Name switch
        {
            "nvarchar" or "nchar" when MaxLength >= 0 => MaxLength / 2,
            "varchar" or "char" or "varbinary" or "binary" => MaxLength,
            _ => Max,
        },
        IsPadded = Name is "char" or "nchar" or "binary",
        Encoding = Name is "varchar" or "char" or "text" ? EncodingOf(CodePage) : null,
        Precision = Precision,
        Scale = Scale,
        MaxNumber = Name switch { "money" => 922_337_203_685_477.5807m, "smallmoney" => 214_748.3647m, _ => decimal.MaxValue },
    };

    /// <summary>An encoding that refuses what the code page has no form for.</summary>
    private static Encoding? EncodingOf(int codePage) => codePage switch
    {
        0 => null,
        Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
    };

    private string Length(int unit) => MaxLength == Max ? "max" : (MaxLength / unit).ToString(CultureInfo.InvariantCulture);
}
