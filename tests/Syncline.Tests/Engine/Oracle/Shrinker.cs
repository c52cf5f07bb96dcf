namespace Syncline.Tests.Engine.Oracle;

/// <summary>Leaves out of a failing script whatever it fails without.</summary>
internal static class Shrinker
{
    public static Script Shrink(Script script, Func<Script, bool> fails)
    {
        while (Smaller(script).FirstOrDefault(fails) is { } smaller) script = smaller;
        return script;
    }

    private static IEnumerable<Script> Smaller(Script script)
    {
        if (script.Way != CommitWay.Marked) yield return script with { Way = CommitWay.Marked };
        for (var i = script.Acts.Length - 1; i >= 0; i--) yield return script with { Acts = script.Acts.RemoveAt(i) };
        for (var i = 0; i < script.Tweaks.Length; i++) yield return script with { Tweaks = script.Tweaks.RemoveAt(i) };
        for (var i = 0; i < script.Acts.Length; i++)
        {
            if (script.Acts[i] is not Act.Run run) continue;
            for (var t = 0; t < run.Tweaks.Length; t++) yield return script with { Acts = script.Acts.SetItem(i, run with { Tweaks = run.Tweaks.RemoveAt(t) }) };
            for (var r = 0; r < run.Rows.Length; r++) yield return script with { Acts = script.Acts.SetItem(i, run with { Rows = run.Rows.RemoveAt(r) }) };
        }
    }
}
