using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Syncline;

/// <summary>A process, told from a later one of the same number.</summary>
/// <param name="Machine">The machine, its boot and, where processes are numbered per container, the numbering.</param>
/// <param name="Id">The process's number.</param>
/// <param name="Started">When it started, in the system's own units.</param>
internal sealed record ProcessIdentity(string Machine, int Id, long Started)
{
    private const int StartTimeField = 22;

    // It is there, and not ours to look at.
    private const long Hidden = 0;

    // Two looks at one process may give start times that differ by how the clock is read.
    private static readonly long SameStart = OperatingSystem.IsLinux() ? 0 : TimeSpan.FromSeconds(2).Ticks;

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = new(ThisMachine(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? Hidden);

    /// <summary>Whether the process is surely gone. One of another machine, or of before a restart, can't be told.</summary>
    public bool IsGone
    {
        get
        {
            if (Machine != Current.Machine) return false;
            var start = StartOf(Id);
            return start is null || (start != Hidden && Started != Hidden && Math.Abs(start.Value - Started) > SameStart);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {Id} on {Machine.Split('/')[0]}");

    /// <summary>When a process started; null when there is none of the number.</summary>
    private static long? StartOf(int process) => OperatingSystem.IsLinux() && TryStartOnLinux(process, out var start) ? start : StartOfAny(process);

    private static long? StartOfAny(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            // Where Linux hides others' processes it still says that they are there.
            return OperatingSystem.IsLinux() ? Hidden : found.HasExited ? null : found.StartTime.ToUniversalTime().Ticks;
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or NotSupportedException)
        {
            return Hidden;
        }
    }

    // /proc gives the start in clock ticks since boot, the same to whoever looks. See proc(5).
    private static bool TryStartOnLinux(int process, out long? start)
    {
        start = null;
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name, in parentheses, may hold blanks and parentheses of its own.
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            // A killed process whose parent hasn't noticed is a zombie: it runs no more.
            if (fields[0] is not ("Z" or "X")) start = long.Parse(fields[StartTimeField - 3], CultureInfo.InvariantCulture);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string ThisMachine()
    {
        if (!OperatingSystem.IsLinux()) return Environment.MachineName;
        try
        {
            // A process number means something in one boot and one numbering only.
            return $"{Environment.MachineName}/{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{new FileInfo("/proc/self/ns/pid").LinkTarget}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then nobody is this machine, and a lease is waited for until it expires.
            return $"{Environment.MachineName}/{Guid.NewGuid():N}";
        }
    }
}
