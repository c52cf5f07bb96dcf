using System.Globalization;

namespace QuickStart;

/// <summary>What the command line asks for.</summary>
/// <param name="Rows">How many synthetic customers to make; null for the real ones.</param>
/// <param name="Source">A SQLite file to read customers from, instead of the sample's.</param>
/// <param name="Query">The query on it; it must return the columns of <see cref="Customer"/>.</param>
internal sealed record Arguments(int? Rows, string? Source, string? Query)
{
    public const string Usage = """
        Usage: dotnet run --project samples/QuickStart [-- OPTIONS]
          --help                      prints this
          --rows N                    syncs N synthetic customers instead of the 59 real ones
          --source FILE --query SQL   syncs from your own SQLite file; the query returns the columns
                                      CustomerId, FirstName, LastName, Company, Country, Email (use AS)
        """;

    /// <summary>Whether the usage is asked for.</summary>
    public static bool AskForHelp(string[] args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    /// <summary>Reads the command line.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? TryParse(string[] args, out Arguments arguments)
    {
        arguments = new Arguments(null, null, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return $"{args[i]} lacks its value.\n{Usage}";
            switch (args[i])
            {
                case "--rows" when int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0:
                    arguments = arguments with { Rows = rows };
                    break;
                case "--rows":
                    return $"--rows takes a number above 0, not '{args[i + 1]}'.\n{Usage}";
                case "--source" when File.Exists(args[i + 1]):
                    arguments = arguments with { Source = args[i + 1] };
                    break;
                case "--source":
                    return $"--source: there is no file '{args[i + 1]}'.";
                case "--query":
                    arguments = arguments with { Query = args[i + 1] };
                    break;
                default:
                    return $"There is no option '{args[i]}'.\n{Usage}";
            }
        }

        if (arguments.Source is not null && arguments.Rows is not null) return $"--rows makes customers, --source reads them: take one of the two.\n{Usage}";
        return (arguments.Source is null) == (arguments.Query is null) ? null : $"--source and --query go together.\n{Usage}";
    }
}
