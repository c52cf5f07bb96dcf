using System.Reflection;
using Syncline.Conformance;
using Xunit.v3;

namespace Syncline.Tests.Suite;

/// <summary>Runs cases of the conformance suite as the test framework would, and tells what became of them.</summary>
internal sealed class SuiteRun(Fault fault) : DestinationConformance
{
    /// <summary>Runs a case with each of its arguments.</summary>
    /// <returns>What became of each: null where it passed, else what was thrown.</returns>
    public static async Task<IReadOnlyList<Exception?>> RunAsync(Fault fault, string name)
    {
        var method = typeof(DestinationConformance).GetMethod(name) ?? throw new ArgumentException($"There is no case {name}.", nameof(name));
        var results = new List<Exception?>();
        object?[]?[] arguments = [.. method.GetCustomAttributes<InlineDataAttribute>().Select(row => row.Data)];
        foreach (var row in arguments is [] ? [[]] : arguments) results.Add(await RunAsync(fault, method, Fit(method, row!)));
        return results;
    }

    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new PaperTarget(fault));

    private static async Task<Exception?> RunAsync(Fault fault, MethodInfo method, object?[] arguments)
    {
        await using var run = new SuiteRun(fault);
        await run.InitializeAsync();
        try
        {
            await (Task)method.Invoke(run, arguments)!;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Puts what is left of the arguments into a params array, where the method ends in one.</summary>
    private static object?[] Fit(MethodInfo method, object?[] arguments)
    {
        var parameters = method.GetParameters();
        if (parameters is [] || !parameters[^1].IsDefined(typeof(ParamArrayAttribute))) return arguments;
        var rest = arguments[(parameters.Length - 1)..];
        var array = Array.CreateInstance(parameters[^1].ParameterType.GetElementType()!, rest.Length);
        for (var i = 0; i < rest.Length; i++) array.SetValue(rest[i], i);
        return [.. arguments[..(parameters.Length - 1)], array];
    }
}
