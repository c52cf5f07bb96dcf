using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Collects what is wrong while a type is parsed.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public bool MakesModelInvalid => _problems.Any(problem => problem.MakesModelInvalid);

    public void Add(ProblemKind kind, ProblemSite site, string name, params string[] arguments)
        => _problems.Add(new(kind, site, name, new(arguments)));

    public EquatableArray<Problem> ToEquatableArray() => _problems.ToEquatableArray();
}
