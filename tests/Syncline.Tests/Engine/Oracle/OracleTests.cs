using CsCheck;

namespace Syncline.Tests.Engine.Oracle;

public sealed class OracleTests
{
    private static readonly long Scripts = long.Parse(Environment.GetEnvironmentVariable("SYNCLINE_TEST_SCRIPTS") ?? "4000", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void EveryRunDoesWhatTheSpecificationSays()
        => ScriptGen.Scripts.Sample(script => Play(script), iter: Scripts, threads: 2);

    private static void Play(Script script)
    {
        if (Fails(script) is not { } first) return;
        var smallest = Shrinker.Shrink(script, candidate => Fails(candidate) is not null);
        throw new InvalidOperationException($"{Fails(smallest)?.Message ?? first.Message}\n{smallest}\n");
    }

    private static Exception? Fails(Script script)
    {
        try
        {
            new OracleRunner(script).Play();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
