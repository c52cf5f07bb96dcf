using System.Security.Cryptography;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Functions;

/// <summary>The functions of one row that need no more than their arguments and the session.</summary>
internal static class ScalarFunctions
{
    private static readonly SqlType Text = SqlType.NVarChar(SqlType.Max);

    public static Bound Bind(string name, IReadOnlyList<Bound> arguments, Binder binder, TSqlFragment fragment)
    {
        var bound = BindText(name, arguments) ?? BindNumber(name, arguments) ?? BindClock(name, arguments, binder)
            ?? BindSession(name, arguments, binder) ?? MetadataFunctions.Bind(name, arguments, binder);
        return bound ?? (name is "CONVERT" or "CAST" ? throw SqlErrors.NotSupported(fragment.ToSql()) : throw SqlErrors.UnknownFunction(name.ToLowerInvariant()));
    }

    public static Bound Map(Bound argument, SqlType type, Func<object, object?> function) =>
        new(type, frame => argument.Evaluate(frame) is { } value ? function(value) : null) { Strength = argument.Strength, IsNullable = argument.IsNullable };

    private static Bound? BindText(string name, IReadOnlyList<Bound> arguments)
    {
        switch (name)
        {
            case "LEN":
                return Map(arguments[0].As(arguments[0].Type.IsText ? arguments[0].Type : Text), arguments[0].Type.IsMax ? SqlType.BigInt : SqlType.Int, value =>
                    arguments[0].Type.IsMax ? (long)((string)value).TrimEnd(' ').Length : (object)((string)value).TrimEnd(' ').Length);
            case "DATALENGTH":
                var (type, isLong) = (arguments[0].Type, arguments[0].Type.IsMax);
                return Map(arguments[0], isLong ? SqlType.BigInt : SqlType.Int, value => isLong ? (long)DataLength(value, type) : (object)DataLength(value, type));
            case "UPPER":
                return Map(AsText(arguments[0]), AsText(arguments[0]).Type, value => ((string)value).ToUpperInvariant());
            case "LOWER":
                return Map(AsText(arguments[0]), AsText(arguments[0]).Type, value => ((string)value).ToLowerInvariant());
            case "LTRIM":
                return Map(AsText(arguments[0]), AsText(arguments[0]).Type, value => ((string)value).TrimStart(' '));
            case "RTRIM":
                return Map(AsText(arguments[0]), AsText(arguments[0]).Type, value => ((string)value).TrimEnd(' '));
            case "TRIM":
                return Map(AsText(arguments[0]), AsText(arguments[0]).Type, value => ((string)value).Trim(' '));
            case "REVERSE":
                return Map(AsText(arguments[0]), AsText(arguments[0]).Type, value => new string([.. ((string)value).Reverse()]));
            case "QUOTENAME":
                return Map(arguments[0].As(SqlType.NVarChar(128)), SqlType.NVarChar(258), value => "[" + ((string)value).Replace("]", "]]", StringComparison.Ordinal) + "]");
            case "LEFT":
                return Slice(arguments[0], arguments[1], (text, count) => text[..Math.Min(count, text.Length)]);
            case "RIGHT":
                return Slice(arguments[0], arguments[1], (text, count) => text[Math.Max(0, text.Length - count)..]);
            case "REPLICATE":
                return Slice(arguments[0], arguments[1], (text, count) => string.Concat(Enumerable.Repeat(text, Math.Max(0, count)))) is var repeated && arguments[0].Type.IsMax
                    ? repeated
                    : repeated with { Type = repeated.Type with { Length = repeated.Type.IsUnicodeText ? 4000 : 8000 } };
            case "SPACE":
                return Map(arguments[0].As(SqlType.Int), SqlType.VarChar(8000), value => new string(' ', (int)value));
            case "SUBSTRING":
                return Substring(arguments);
            case "REPLACE":
                return Replace(arguments);
            case "CHARINDEX":
                return CharIndex(arguments);
            case "CONCAT":
                var parts = arguments.Select(argument => argument.As(Text).Evaluate).ToArray();
                return new Bound(SqlType.NVarChar(arguments.Any(argument => argument.Type.IsMax) ? SqlType.Max : 4000), frame => string.Concat(parts.Select(part => (string?)part(frame)))) { IsNullable = false };
            case "NCHAR":
                return Map(arguments[0].As(SqlType.Int), SqlType.NVarChar(2), value => (int)value is >= 0 and <= 65535 ? ((char)(int)value).ToString() : null);
            case "CHAR":
                return Map(arguments[0].As(SqlType.Int), SqlType.VarChar(1), value => (int)value is >= 0 and <= 255 ? Collation.Default.CodePage.GetString([(byte)(int)value]) : null);
            case "UNICODE":
                return Map(arguments[0].As(Text), SqlType.Int, value => ((string)value).Length == 0 ? null : (int)((string)value)[0]);
            case "ASCII":
                return Map(arguments[0].As(Text), SqlType.Int, value => ((string)value).Length == 0 ? null : (int)Collation.Default.CodePage.GetBytes(((string)value)[..1])[0]);
            default:
                return null;
        }
    }

    private static Bound? BindNumber(string name, IReadOnlyList<Bound> arguments)
    {
        switch (name)
        {
            case "ISNULL":
                // The second takes the type of the first, cut to its length.
                var first = arguments[0].IsNullLiteral ? arguments[1] : arguments[0];
                var (check, otherwise) = (arguments[0].As(first.Type).Evaluate, arguments[1].As(first.Type));
                return first with { Column = null, Evaluate = frame => check(frame) ?? otherwise.Evaluate(frame), IsNullable = otherwise.IsNullable };
            case "ABS":
                return Map(arguments[0], arguments[0].Type, value => value switch
                {
                    SqlNumeric number => number with { Unscaled = System.Numerics.BigInteger.Abs(number.Unscaled) },
                    double number => Math.Abs(number),
                    float number => Math.Abs(number),
                    _ => SqlConvert.To(Math.Abs(System.Convert.ToInt64(value, null)), SqlType.BigInt, arguments[0].Type),
                });
            case "ROUND":
                var digits = arguments[1].As(SqlType.Int).Evaluate;
                return arguments[0] with
                {
                    Column = null,
                    Evaluate = frame => arguments[0].Evaluate(frame) switch
                    {
                        SqlNumeric number => number.Rescale(Math.Max(0, (int)digits(frame)!)).Rescale(arguments[0].Type.Scale),
                        double number => Math.Round(number, Math.Clamp((int)digits(frame)!, 0, 15), MidpointRounding.AwayFromZero),
                        var value => value,
                    },
                };
            case "FLOOR":
                return Map(arguments[0], arguments[0].Type, value => value is SqlNumeric number ? number.Unscaled.Sign < 0 && number.Rescale(0) != number.Normalize() ? new SqlNumeric(number.Truncate() - 1, 0).Rescale(0) : new SqlNumeric(number.Truncate(), 0) : value is double real ? Math.Floor(real) : value);
            case "CEILING":
                return Map(arguments[0], arguments[0].Type, value => value is double real ? Math.Ceiling(real) : value is SqlNumeric number && number.Normalize().Scale > 0 && number.Unscaled.Sign > 0 ? new SqlNumeric(number.Truncate() + 1, 0) : value is SqlNumeric other ? new SqlNumeric(other.Truncate(), 0) : value);
            case "HASHBYTES":
                return HashBytes(arguments);
            case "CHECKSUM" or "BINARY_CHECKSUM":
                throw SqlErrors.NotSupported(name);
            case "NEWID" or "NEWSEQUENTIALID":
                return new Bound(SqlType.UniqueIdentifier, _ => Guid.NewGuid()) { IsNullable = false };
            default:
                return null;
        }
    }

    private static Bound? BindClock(string name, IReadOnlyList<Bound> arguments, Binder binder)
    {
        var now = binder.Statement.Now;
        return name switch
        {
            "SYSUTCDATETIME" or "SYSDATETIME" => new Bound(SqlType.DateTime2(7), _ => now.UtcDateTime) { IsNullable = false },
            "SYSDATETIMEOFFSET" => new Bound(SqlType.DateTimeOffset(7), _ => now) { IsNullable = false },
            "GETUTCDATE" or "GETDATE" => new Bound(SqlType.DateTime, _ => SqlConvert.RoundToDateTime(now.UtcDateTime)) { IsNullable = false },
            "YEAR" or "MONTH" or "DAY" => DateFunctions.Part(name.ToLowerInvariant(), arguments[0]),
            _ => null,
        };
    }

    private static Bound? BindSession(string name, IReadOnlyList<Bound> arguments, Binder binder)
    {
        var session = binder.Statement.Session;
        var caught = binder.Statement.Variables;
        return name switch
        {
            "XACT_STATE" => new Bound(SqlType.SmallInt, _ => (short)(session.Transaction is not { IsAutomatic: false } open ? 0 : open.IsDoomed ? -1 : 1)),
            "SCOPE_IDENTITY" => new Bound(SqlType.Decimal(38, 0), _ => session.LastIdentity is long last ? SqlNumeric.From(last) : null),
            "ROWCOUNT_BIG" => new Bound(SqlType.BigInt, _ => (long)session.LastRowCount),
            "ERROR_NUMBER" => new Bound(SqlType.Int, _ => caught.Caught?.Number),
            "ERROR_MESSAGE" => new Bound(SqlType.NVarChar(4000), _ => caught.Caught?.Message),
            "ERROR_SEVERITY" => new Bound(SqlType.Int, _ => caught.Caught?.Class),
            "ERROR_STATE" => new Bound(SqlType.Int, _ => caught.Caught?.State),
            "ERROR_LINE" => new Bound(SqlType.Int, _ => caught.Caught is null ? null : 1),
            "ERROR_PROCEDURE" => new Bound(SqlType.SysName, _ => null),
            "CURRENT_TRANSACTION_ID" => new Bound(SqlType.BigInt, _ => session.Transaction?.Id),
            "APPLOCK_MODE" => new Bound(SqlType.NVarChar(32), frame => session.Instance.ApplicationLocks.Mode(session, (string)arguments[1].As(SqlType.NVarChar(255)).Evaluate(frame)!)),
            "SUSER_SNAME" or "ORIGINAL_LOGIN" or "SUSER_NAME" => Bound.Constant(SqlType.SysName, session.User),
            "USER_NAME" => Bound.Constant(SqlType.SysName, "dbo"),
            "HOST_NAME" => Bound.Constant(SqlType.SysName, "localhost"),
            "APP_NAME" or "PROGRAM_NAME" => Bound.Constant(SqlType.SysName, "double"),
            _ => null,
        };
    }

    private static int DataLength(object value, SqlType type) => value switch
    {
        string text => type.IsCodePageText ? type.CollationOrDefault.CodePage.GetByteCount(text) : text.Length * 2,
        byte[] bytes => bytes.Length,
        bool or byte => 1,
        short => 2,
        int or float => 4,
        long or double => 8,
        Guid => 16,
        SqlNumeric when type.Kind == SqlKind.SmallMoney => 4,
        SqlNumeric when type.Kind == SqlKind.Money => 8,
        SqlNumeric => type.Precision <= 9 ? 5 : type.Precision <= 19 ? 9 : type.Precision <= 28 ? 13 : 17,
        DateOnly => 3,
        TimeSpan => TimeBytes(type.Scale),
        DateTimeOffset => TimeBytes(type.Scale) + 5,
        DateTime => type.Kind switch { SqlKind.SmallDateTime => 4, SqlKind.DateTime => 8, _ => TimeBytes(type.Scale) + 3 },
        _ => throw SqlErrors.NotSupported($"DATALENGTH of {type}"),
    };

    private static int TimeBytes(int scale) => scale <= 2 ? 3 : scale <= 4 ? 4 : 5;

    private static Bound AsText(Bound argument) => argument.Type.IsText ? argument : argument.As(SqlType.VarChar(8000));

    private static Bound Slice(Bound argument, Bound count, Func<string, int, string> function)
    {
        var (text, number) = (AsText(argument), count.As(SqlType.Int).Evaluate);
        return new Bound(text.Type, frame => text.Evaluate(frame) is string value && number(frame) is int length
            ? length < 0 ? throw new SqlError(536, "Invalid length parameter passed to the left function.") { EndsStatement = true } : function(value, length)
            : null)
        {
            Strength = text.Strength,
        };
    }

    private static Bound Substring(IReadOnlyList<Bound> arguments)
    {
        var value = arguments[0].Type.IsBinary ? arguments[0] : AsText(arguments[0]);
        var (start, length) = (arguments[1].As(SqlType.Int).Evaluate, arguments[2].As(SqlType.Int).Evaluate);
        return new Bound(value.Type, frame =>
        {
            if (value.Evaluate(frame) is not { } whole || start(frame) is not int from || length(frame) is not int count)
                return null;
            if (count < 0)
                throw new SqlError(537, "Invalid length parameter passed to the LEFT or SUBSTRING function.", 16, 2) { EndsStatement = true };
            var size = whole is string text ? text.Length : ((byte[])whole).Length;
            var end = (int)Math.Clamp((long)from - 1 + count, 0, size);
            var begin = Math.Clamp(from - 1, 0, end);
            return whole is string whole2 ? whole2[begin..end] : ((byte[])whole)[begin..end];
        })
        {
            Strength = value.Strength,
        };
    }

    private static Bound Replace(IReadOnlyList<Bound> arguments)
    {
        var texts = arguments.Select(argument => argument.As(Text).Evaluate).ToArray();
        var collation = AsText(arguments[0]).Type.CollationOrDefault;
        var comparison = collation.IsCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var type = AsText(arguments[0]).Type;
        return new Bound(type with { Length = type.IsMax ? SqlType.Max : type.IsUnicodeText ? 4000 : 8000 }, frame =>
            texts[0](frame) is string whole && texts[1](frame) is string old && texts[2](frame) is string replacement
                ? old.Length == 0 ? whole : whole.Replace(old, replacement, comparison)
                : null)
        {
            Strength = arguments[0].Strength,
        };
    }

    private static Bound CharIndex(IReadOnlyList<Bound> arguments)
    {
        var (sought, whole) = (arguments[0].As(Text).Evaluate, arguments[1].As(Text).Evaluate);
        var start = arguments.Count > 2 ? arguments[2].As(SqlType.Int).Evaluate : _ => 1;
        var comparison = AsText(arguments[1]).Type.CollationOrDefault.IsCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return new Bound(SqlType.Int, frame => sought(frame) is string part && whole(frame) is string text && start(frame) is int from
            ? part.Length == 0 || from > text.Length ? 0 : text.IndexOf(part, Math.Max(0, from - 1), comparison) + 1
            : null);
    }

    private static Bound HashBytes(IReadOnlyList<Bound> arguments)
    {
        var (algorithm, value) = (arguments[0].As(SqlType.NVarChar(20)).Evaluate, arguments[1].As(SqlType.VarBinary(SqlType.Max)).Evaluate);
        return new Bound(SqlType.VarBinary(8000), frame => value(frame) is byte[] bytes
            ? ((string)algorithm(frame)!).ToUpperInvariant() switch
            {
                "SHA2_256" => SHA256.HashData(bytes),
                "SHA2_512" => SHA512.HashData(bytes),
                var other => throw SqlErrors.NotSupported($"HASHBYTES('{other}')"),
            }
            : null);
    }
}
