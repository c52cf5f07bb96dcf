using System.Runtime.InteropServices;
using SQLitePCL;

namespace Syncline;

/// <summary>SQLite's functions by address, for the loops that call them for every value.</summary>
/// <remarks>
/// SQLitePCLRaw costs an interface call, a safe handle's reference count and a GC transition each; these cost a call. They are used only where they lead into the very library that
/// SQLitePCLRaw uses; anything else (another provider, a library linked in) goes through SQLitePCLRaw.
/// </remarks>
internal static unsafe class NativeSqlite
{
    // The functions behind SuppressGCTransition are leaves that neither wait nor call back.
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, nint> ColumnValue;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int> ValueType;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, long> ValueInt64;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, double> ValueDouble;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, byte*> ValueText;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, byte*> ValueBlob;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int> ValueBytes;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> BindNull;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, long, int> BindInt64;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, double, int> BindDouble;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, byte*, int, nint, int> BindText;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, byte*, int, nint, int> BindBlob;
    public static readonly delegate* unmanaged[SuppressGCTransition]<nint, int> Changes;
    public static readonly delegate* unmanaged<nint, int> Step;
    public static readonly delegate* unmanaged<nint, int> Reset;

    /// <summary>Whether the addresses are there and belong to the library in use.</summary>
    public static readonly bool IsAvailable;

#pragma warning disable CA1810 // The fields and whether they hold belong together.
    static NativeSqlite()
#pragma warning restore CA1810
    {
        if (!NativeLibrary.TryLoad(raw.GetNativeLibraryName(), typeof(raw).Assembly, null, out var library) || !IsTheOneInUse(library)) return;
        var complete = true;
        nint Find(string name)
        {
            complete &= NativeLibrary.TryGetExport(library, name, out var address);
            return address;
        }

        ColumnValue = (delegate* unmanaged[SuppressGCTransition]<nint, int, nint>)Find("sqlite3_column_value");
        ValueType = (delegate* unmanaged[SuppressGCTransition]<nint, int>)Find("sqlite3_value_type");
        ValueInt64 = (delegate* unmanaged[SuppressGCTransition]<nint, long>)Find("sqlite3_value_int64");
        ValueDouble = (delegate* unmanaged[SuppressGCTransition]<nint, double>)Find("sqlite3_value_double");
        ValueText = (delegate* unmanaged[SuppressGCTransition]<nint, byte*>)Find("sqlite3_value_text");
        ValueBlob = (delegate* unmanaged[SuppressGCTransition]<nint, byte*>)Find("sqlite3_value_blob");
        ValueBytes = (delegate* unmanaged[SuppressGCTransition]<nint, int>)Find("sqlite3_value_bytes");
        BindNull = (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)Find("sqlite3_bind_null");
        BindInt64 = (delegate* unmanaged[SuppressGCTransition]<nint, int, long, int>)Find("sqlite3_bind_int64");
        BindDouble = (delegate* unmanaged[SuppressGCTransition]<nint, int, double, int>)Find("sqlite3_bind_double");
        BindText = (delegate* unmanaged[SuppressGCTransition]<nint, int, byte*, int, nint, int>)Find("sqlite3_bind_text");
        BindBlob = (delegate* unmanaged[SuppressGCTransition]<nint, int, byte*, int, nint, int>)Find("sqlite3_bind_blob");
        Changes = (delegate* unmanaged[SuppressGCTransition]<nint, int>)Find("sqlite3_changes");
        Step = (delegate* unmanaged<nint, int>)Find("sqlite3_step");
        Reset = (delegate* unmanaged<nint, int>)Find("sqlite3_reset");
        IsAvailable = complete;
    }

    // Two copies of one library keep their version text at two addresses: a handle of one must never reach the other.
    private static bool IsTheOneInUse(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion", out var address)) return false;
        var here = ((delegate* unmanaged<byte*>)address)();
        fixed (byte* there = raw.sqlite3_libversion()) return here == there;
    }
}
