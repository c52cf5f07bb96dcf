using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
#if USE_VERIFY
using VerifyTests;
using VerifyXunit;
#else
using System.Text;
#endif

namespace Syncline.Tests.Snapshots;

/// <summary>Compares what a generator wrote with the files that were accepted: <c>Class.Method#Hint.g.verified.cs</c>, beside the test.</summary>
/// <remarks>A mismatch leaves the new text as <c>.received.cs</c>. To accept it, rename it, or run the tests with SYNCLINE_ACCEPT=1 and read the diff.</remarks>
internal static class Snapshot
{
#if USE_VERIFY
    [ModuleInitializer]
    internal static void Initialize() => VerifySourceGenerators.Initialize();

    public static async Task Verify(GeneratorDriver driver, [CallerFilePath] string sourceFile = "") => await Verifier.Verify(driver, sourceFile: sourceFile);
#else
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Task Verify(GeneratorDriver driver, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        var folder = Path.GetDirectoryName(sourceFile)!;
        var prefix = $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}";
        var received = driver.GetRunResult().Results
            .SelectMany(result => result.GeneratedSources)
            .ToDictionary(source => $"{prefix}#{Path.GetFileNameWithoutExtension(source.HintName)}", source => $"//HintName: {source.HintName}\n{source.SourceText}", StringComparer.Ordinal);

        var mismatches = received.Where(file => !Matches(folder, file.Key, file.Value)).Select(file => $"{file.Key} differs").ToList();
        var surplus = Directory.EnumerateFiles(folder, $"{prefix}#*.verified.cs").Where(path => !received.ContainsKey(Path.GetFileName(path)[..^".verified.cs".Length]));
        mismatches.AddRange(surplus.Select(path => $"{Path.GetFileName(path)} is no longer generated"));
        return mismatches.Count == 0 ? Task.CompletedTask : throw new InvalidOperationException($"Compare .received.cs with .verified.cs in {folder}: {string.Join("; ", mismatches)}.");
    }

    private static bool Matches(string folder, string name, string text)
    {
        var verified = Path.Combine(folder, name + ".verified.cs");
        var received = Path.Combine(folder, name + ".received.cs");
        if (Environment.GetEnvironmentVariable("SYNCLINE_ACCEPT") == "1") File.WriteAllText(verified, text, Utf8);
        if (File.Exists(verified) && Normalize(File.ReadAllText(verified)) == Normalize(text))
        {
            File.Delete(received);
            return true;
        }

        File.WriteAllText(received, text, Utf8);
        return false;
    }

    // Line ends belong to the checkout, and Verify writes no final one.
    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
#endif
}
