using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;

namespace Syncline.Doubles.Sql.Catalog;

/// <summary>A view of the catalog: its rows are made when they are asked for.</summary>
internal sealed record CatalogView(IReadOnlyList<SourceColumn> Columns, Func<Session, Database, IEnumerable<object?[]>> Rows);
