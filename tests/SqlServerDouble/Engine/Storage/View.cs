using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Syncline.Doubles.Engine.Storage;

public sealed record View(string Schema, string Name, int ObjectId, QueryExpression Query, IReadOnlyList<string> ColumnNames, string Definition);
