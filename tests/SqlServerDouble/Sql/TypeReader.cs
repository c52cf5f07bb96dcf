using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql;

/// <summary>Reads a declared type.</summary>
internal static class TypeReader
{
    /// <param name="castLength">What a missing length means: 30 in CAST, 1 in a declaration.</param>
    public static SqlType Read(DataTypeReference reference, Database database, int castLength = 1, Collation? collation = null)
    {
        if (reference is XmlDataTypeReference)
            return new SqlType(SqlKind.Xml, SqlType.Max, Collation: database.Collation);
        if (reference is not SqlDataTypeReference type)
        {
            return reference.Name.BaseIdentifier.Value.Equals("sysname", StringComparison.OrdinalIgnoreCase)
                ? SqlType.NVarChar(128, collation ?? database.Collation)
                : throw new SqlError(2715, $"Cannot find data type {reference.Name.BaseIdentifier.Value}.", 16, 6) { EndsBatch = true };
        }

        var first = Argument(type, 0);
        var text = collation ?? database.Collation;
        return type.SqlDataTypeOption switch
        {
            SqlDataTypeOption.Bit => SqlType.Bit,
            SqlDataTypeOption.TinyInt => SqlType.TinyInt,
            SqlDataTypeOption.SmallInt => SqlType.SmallInt,
            SqlDataTypeOption.Int => SqlType.Int,
            SqlDataTypeOption.BigInt => SqlType.BigInt,
            SqlDataTypeOption.Decimal or SqlDataTypeOption.Numeric => SqlType.Decimal(first ?? 18, Argument(type, 1) ?? 0),
            SqlDataTypeOption.Money => SqlType.Money,
            SqlDataTypeOption.SmallMoney => new SqlType(SqlKind.SmallMoney, Precision: 10, Scale: 4),
            SqlDataTypeOption.Real => SqlType.Real,
            SqlDataTypeOption.Float => first is <= 24 ? SqlType.Real : SqlType.Float,
            SqlDataTypeOption.Char => new SqlType(SqlKind.Char, first ?? castLength, Collation: text),
            SqlDataTypeOption.VarChar => SqlType.VarChar(first ?? castLength, text),
            SqlDataTypeOption.NChar => new SqlType(SqlKind.NChar, first ?? castLength, Collation: text),
            SqlDataTypeOption.NVarChar => SqlType.NVarChar(first ?? castLength, text),
            SqlDataTypeOption.Text => SqlType.VarChar(SqlType.Max, text),
            SqlDataTypeOption.NText => SqlType.NVarChar(SqlType.Max, text),
            SqlDataTypeOption.Binary => new SqlType(SqlKind.Binary, first ?? castLength),
            SqlDataTypeOption.VarBinary => SqlType.VarBinary(first ?? castLength),
            SqlDataTypeOption.Image => SqlType.VarBinary(SqlType.Max),
            SqlDataTypeOption.UniqueIdentifier => SqlType.UniqueIdentifier,
            SqlDataTypeOption.Date => SqlType.Date,
            SqlDataTypeOption.Time => SqlType.Time(first ?? 7),
            SqlDataTypeOption.DateTime2 => SqlType.DateTime2(first ?? 7),
            SqlDataTypeOption.DateTimeOffset => SqlType.DateTimeOffset(first ?? 7),
            SqlDataTypeOption.DateTime => SqlType.DateTime,
            SqlDataTypeOption.SmallDateTime => new SqlType(SqlKind.SmallDateTime),
            SqlDataTypeOption.Timestamp or SqlDataTypeOption.Rowversion => SqlType.RowVersion,
            _ => throw SqlErrors.NotSupported($"data type {type.ToSql()}"),
        };
    }

    private static int? Argument(SqlDataTypeReference type, int index) => index >= type.Parameters.Count ? null
        : type.Parameters[index] is MaxLiteral ? SqlType.Max
        : int.Parse(type.Parameters[index].Value, CultureInfo.InvariantCulture);
}
