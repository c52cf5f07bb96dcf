using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>The kind that stands for a .NET type.</summary>
internal static class ColumnKinds
{
    /// <summary>The kind of a value type, or 0 when there is none. The JIT makes a constant of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ColumnKind Of<T>()
        where T : struct
    {
        if (typeof(T) == typeof(bool)) return ColumnKind.Boolean;
        if (typeof(T) == typeof(byte)) return ColumnKind.Byte;
        if (typeof(T) == typeof(sbyte)) return ColumnKind.SByte;
        if (typeof(T) == typeof(short)) return ColumnKind.Int16;
        if (typeof(T) == typeof(ushort)) return ColumnKind.UInt16;
        if (typeof(T) == typeof(int)) return ColumnKind.Int32;
        if (typeof(T) == typeof(uint)) return ColumnKind.UInt32;
        if (typeof(T) == typeof(long)) return ColumnKind.Int64;
        if (typeof(T) == typeof(ulong)) return ColumnKind.UInt64;
        if (typeof(T) == typeof(char)) return ColumnKind.Char;
        if (typeof(T) == typeof(float)) return ColumnKind.Single;
        if (typeof(T) == typeof(double)) return ColumnKind.Double;
        if (typeof(T) == typeof(decimal)) return ColumnKind.Decimal;
        if (typeof(T) == typeof(Guid)) return ColumnKind.Guid;
        if (typeof(T) == typeof(DateTime)) return ColumnKind.DateTime;
        if (typeof(T) == typeof(DateTimeOffset)) return ColumnKind.DateTimeOffset;
        if (typeof(T) == typeof(DateOnly)) return ColumnKind.DateOnly;
        if (typeof(T) == typeof(TimeOnly)) return ColumnKind.TimeOnly;
        return typeof(T) == typeof(TimeSpan) ? ColumnKind.TimeSpan : 0;
    }
}
