using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>The list behind SELECT or OUTPUT, stars spelled out.</summary>
internal sealed class SelectItems(Binder binder)
{
    private readonly List<(string Alias, Bound Item)> _aliases = [];

    public List<Bound> Bound { get; } = [];

    public List<OutputColumn> Columns { get; } = [];

    public Variable[]? Assigned { get; private set; }

    public SelectItems Bind(IList<SelectElement> elements)
    {
        var assigned = new List<Variable>();
        foreach (var element in elements)
        {
            switch (element)
            {
                case SelectScalarExpression scalar:
                    var item = binder.Bind(scalar.Expression);
                    var alias = scalar.ColumnName?.Value;
                    Add(item, alias ?? (scalar.Expression as ColumnReferenceExpression)?.MultiPartIdentifier.Identifiers[^1].Value ?? "");
                    if (alias is not null)
                        _aliases.Add((alias, item));
                    break;
                case SelectStarExpression star:
                    AddStar(star);
                    break;
                case SelectSetVariable { AssignmentKind: AssignmentKind.Equals } set:
                    assigned.Add(binder.Statement.Variables.Find(set.Variable.Name));
                    Add(binder.Bind(set.Expression), "");
                    break;
                default:
                    throw SqlErrors.NotSupported(element.ToSql());
            }
        }

        if (assigned.Count > 0)
        {
            if (assigned.Count != Bound.Count)
                throw new SqlError(141, "A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations.", 15) { EndsBatch = true };
            Assigned = [.. assigned];
        }

        return this;
    }

    public Bound? FindAlias(string name)
    {
        foreach (var (alias, item) in _aliases)
        {
            if (binder.Statement.Session.Database.NamesEqual(alias, name))
                return item;
        }

        return null;
    }

    private void AddStar(SelectStarExpression star)
    {
        var qualifier = star.Qualifier?.Identifiers[^1].Value;
        var sources = binder.Scope.Sources
            .Where(source => qualifier is null ? !source.IsHiddenFromStar : source.Alias is not null && binder.Statement.Session.Database.NamesEqual(source.Alias, qualifier))
            .ToList();
        if (sources.Count == 0)
            throw qualifier is null ? new SqlError(263, "Must specify table to select from.") { EndsBatch = true } : SqlErrors.UnboundIdentifier(qualifier + ".*");
        foreach (var source in sources)
        {
            foreach (var column in source.Columns.Where(column => column.Stored?.IsHidden != true))
            {
                var reference = new ColumnReferenceExpression { MultiPartIdentifier = new MultiPartIdentifier() };
                if (source.Alias is not null)
                    reference.MultiPartIdentifier.Identifiers.Add(new Identifier { Value = source.Alias });
                reference.MultiPartIdentifier.Identifiers.Add(new Identifier { Value = column.Name });
                Add(binder.Bind(reference), column.Name);
            }
        }
    }

    private void Add(Bound item, string name)
    {
        Bound.Add(item);
        Columns.Add(new OutputColumn(name, item.Type, item.IsNullable || item.IsNullLiteral, item.Column));
    }
}
