using System.Globalization;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A clock that several processes share and one of them can put forward.</summary>
internal sealed class ClockFile(string folder) : TimeProvider
{
    private readonly string _file = Path.Combine(folder, "clock");

    public override DateTimeOffset GetUtcNow()
        => base.GetUtcNow() + (File.Exists(_file) ? TimeSpan.FromSeconds(int.Parse(File.ReadAllText(_file), CultureInfo.InvariantCulture)) : TimeSpan.Zero);

    public void PutForward(TimeSpan by)
    {
        // Moved into its place whole, for whoever looks.
        File.WriteAllText(_file + ".new", ((int)by.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
