using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql;

/// <summary>What a statement gives to the client.</summary>
internal sealed record RowSet(IReadOnlyList<OutputColumn> Columns, List<object?[]> Rows);
