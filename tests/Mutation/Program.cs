using System.Globalization;
using Syncline.Mutation;

// Changes the library in one small place after the other and looks whether a test fails: docs/mutation-testing.md.
const string Usage = """
    sample <seed> <how many>             a random sample
    sample <seed> <how many> <results>   what a sample that was broken off still lacks; the source must be as it was
    again <results>                      the survivors of a run once more
    """;
string[] folders = ["Diffing", "Planning", "State"];

var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Syncline.slnx"))) root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Syncline.slnx is in no folder above the program: run it from a clone of the repository.");
var built = Path.Combine(root, "tests", "Syncline.Tests", "bin", "Release", "net10.0");
var library = new MutatedLibrary(Path.Combine(root, "runtime", "Syncline"), built);
var all = library.MutantsOf(folders);
IEnumerable<Mutant> drawn;
var wanted = int.MaxValue;
switch (args)
{
    case ["sample", var seed, var count, .. { Length: <= 1 } results]:
        var done = results.SelectMany(static file => Lines(file)).ToHashSet();
        var shuffled = all.ToArray();
        new Random(int.Parse(seed, CultureInfo.InvariantCulture)).Shuffle(shuffled);
        drawn = shuffled.Where(mutant => !mutant.IsOfAwait && !done.Contains(mutant.ToString()));
        wanted = int.Parse(count, CultureInfo.InvariantCulture) - done.Count;
        break;
    case ["again", var results]:
        var survivors = Lines(results, nameof(Verdict.Survived)).ToHashSet();
        drawn = all.Where(mutant => survivors.Contains(mutant.ToString()));
        break;
    default:
        Console.Error.WriteLine(Usage);
        return 1;
}

// Inside the repository, for some tests read its files.
var scratch = Path.Combine(root, "artifacts", string.Create(CultureInfo.InvariantCulture, $"mutation-{Environment.ProcessId}"));
try
{
    var tests = new TestProgram(built, scratch);
    if (!library.TryWrite(null, tests.Library)) throw new InvalidOperationException("The library does not compile here as it is: build tests/Syncline.Tests with -c Release first.");
    if (await tests.RunAsync(null, TimeSpan.MaxValue) != Verdict.Survived) throw new InvalidOperationException("A test fails, or takes too long, without any mutant: mend that first.");
    var limit = (tests.Took * 2) + TimeSpan.FromSeconds(5);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} mutants; the tests take {tests.Took.TotalSeconds:0.0} s of the processor, and with a mutant {limit.TotalSeconds:0} s at most."));

    var verdicts = new Dictionary<(string Folder, Verdict Verdict), int>();
    foreach (var mutant in drawn)
    {
        if (wanted <= 0) break;
        if (!library.TryWrite(mutant, tests.Library)) continue;
        wanted--;
        var verdict = await tests.RunAsync(mutant, limit);
        verdicts[(mutant.Folder, verdict)] = verdicts.GetValueOrDefault((mutant.Folder, verdict)) + 1;
        Console.WriteLine($"{verdict}\t{mutant}");
    }

    foreach (var folder in folders)
    {
        var (killed, late, survived) = (verdicts.GetValueOrDefault((folder, Verdict.Killed)), verdicts.GetValueOrDefault((folder, Verdict.TimedOut)), verdicts.GetValueOrDefault((folder, Verdict.Survived)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {killed + late + survived} mutants, {killed} killed, {late} timed out, {survived} survived."));
    }

    return 0;
}
finally
{
    Directory.Delete(scratch, recursive: true);
}

static IEnumerable<string> Lines(string file, string verdict = "")
    => File.ReadLines(file).Where(line => line.StartsWith(verdict, StringComparison.Ordinal) && line.Contains('\t', StringComparison.Ordinal)).Select(line => line.Split('\t')[1]);
