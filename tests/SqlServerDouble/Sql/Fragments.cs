using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Syncline.Doubles.Sql;

internal static class Fragments
{
    private static readonly TSqlFragmentVisitorGenerator Generator = new();

    /// <summary>The text of a fragment, for errors and for catalog views.</summary>
    public static string ToSql(this TSqlFragment fragment) => Generator.Generate(fragment);

    private sealed class TSqlFragmentVisitorGenerator
    {
        private readonly Lock _lock = new();
        private readonly Sql170ScriptGenerator _generator = new(new SqlScriptGeneratorOptions { IncludeSemicolons = false });

        public string Generate(TSqlFragment fragment)
        {
            lock (_lock)
            {
                _generator.GenerateScript(fragment, out var script);
                return script.Trim();
            }
        }
    }
}
