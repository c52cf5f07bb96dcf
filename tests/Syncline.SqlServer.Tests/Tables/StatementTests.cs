using System.Globalization;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Every statement that is sent to a table: read by the parsers of SQL Server 2016 to 2025 and Azure SQL, and checked name by name and type by type against the tables it is about.</summary>
public sealed class StatementTests
{
    private static readonly SqlServerVersion[] Versions = [SqlServerVersion.Sql130, SqlServerVersion.Sql150, SqlServerVersion.Sql160, SqlServerVersion.Sql170, SqlServerVersion.SqlAzure];

    // The model knows no procedures of the server's own.
    private const string LockProcedure = "CREATE PROCEDURE [dbo].[sp_getapplock] @Resource nvarchar(255), @LockMode varchar(32), @LockOwner varchar(32), @LockTimeout int AS RETURN 0";

    private static TSqlParser[] Parsers() => [new TSql130Parser(true), new TSql150Parser(true), new TSql160Parser(true), new TSql170Parser(true), new TSql170Parser(true, SqlEngineType.SqlAzure)];

    [Fact]
    public void Every_statement_is_one_that_each_version_reads()
    {
        var count = 0;
        foreach (var shape in StatementShapes.All())
        {
            foreach (var statement in shape.Statements.Concat(TableScript.Create(shape.Target)))
            {
                foreach (var parser in Parsers())
                {
                    using var reader = new StringReader(statement.Sql);
                    parser.Parse(reader, out var errors);
                    Assert.True(errors.Count == 0, $"{shape}, {statement.Purpose}, {parser.GetType().Name}: {string.Join("; ", errors.Select(error => error.Message))}\n{statement.Sql}");
                    count++;
                }
            }
        }

        Assert.True(count > 2_500, $"{count}");
    }

    [Fact]
    public void A_parser_finds_what_is_wrong()
    {
        using var reader = new StringReader("UPDATE t SET t.[a] = s.[b] FROM [t] AS t WITH (UPDLOCK INNER JOIN");
        new TSql170Parser(true).Parse(reader, out var errors);
        Assert.NotEmpty(errors);
    }

    [Theory]
    [MemberData(nameof(VersionNames))]
    public void Every_name_in_every_statement_is_one_of_the_tables(string version)
    {
        // Names are names in every version: all shapes are looked at in one, and those with the most types in the others.
        var isMain = version == nameof(SqlServerVersion.Sql160);
        foreach (var shape in StatementShapes.All().Where(shape => isMain || shape.Name.StartsWith("other types", StringComparison.Ordinal) || shape.Name.StartsWith("Product", StringComparison.Ordinal)))
        {
            using var model = new TSqlModel(Enum.Parse<SqlServerVersion>(version), new TSqlModelOptions());
            model.AddObjects(LockProcedure);
            foreach (var definition in Definitions(shape)) model.AddObjects(definition);
            var i = 0;
            foreach (var statement in shape.Statements.Where(statement => !IsOfTemporaryTables(statement))) model.AddObjects(InProcedure(shape, statement, i++));
            var problems = model.Validate().Select(problem => problem.Message).ToList();
            Assert.True(problems.Count == 0, $"{shape}, {version}: {string.Join("\n", problems.Take(5))}");
        }
    }

    [Fact]
    public void A_model_finds_a_name_that_is_none()
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        model.AddObjects("CREATE TABLE [dbo].[t] ([a] int NOT NULL)");
        model.AddObjects("CREATE PROCEDURE [dbo].[p] AS BEGIN CREATE TABLE [#s] ([b] int NULL); UPDATE t SET t.[wrong] = s.[b] FROM [#s] AS s INNER JOIN [dbo].[t] AS t ON t.[a] = s.[b] END");
        Assert.Contains(model.Validate(), problem => problem.Message.Contains("wrong", StringComparison.Ordinal));
    }

    public static TheoryData<string> VersionNames() => [.. Versions.Select(version => version.ToString())];

    private static IEnumerable<string> Definitions(StatementShapes.Shape shape)
    {
        yield return "CREATE SCHEMA [a ]]schema]";
        var model = shape.Target.Model;
        var columns = shape.Table.Columns.Select((column, ordinal) => (column, ordinal)).Where(c => c.column is not null).Select(c => $"{c.column!.Name} {TypeOf(c.column)} {(model.KeyPartOf(c.ordinal) >= 0 ? "NOT NULL" : "NULL")}");
        if (shape.Table.ArchiveColumn is { } archive) columns = columns.Append($"{archive} bit NOT NULL");
        yield return $"CREATE TABLE {shape.Table.Table} ({string.Join(", ", columns)}, PRIMARY KEY ({string.Join(", ", model.Key.Select(column => shape.Table.Columns[column]!.Name))}))";
        if (shape.Target.StagingTable is not null) yield return Stage(shape).Sql[Stage(shape).Sql.IndexOf("CREATE TABLE", StringComparison.Ordinal)..];
    }

    private static string TypeOf(TableColumn column) => column.Collation is { } collation ? $"{column.Type.Declared} COLLATE {collation}" : column.Type.Declared;

    /// <summary>A procedure that makes the temporary tables and runs the statement, as one connection does.</summary>
    private static string InProcedure(StatementShapes.Shape shape, ScriptStatement statement, int number)
    {
        var keys = shape.Target.Model.Key.Length;
        var parameters = string.Join(", ", new[] { "@a int", "@b int" }.Concat(Enumerable.Range(0, keys).Select(part => $"{TableSql.KeyParameter(part)} {shape.Table.Columns[shape.Target.Model.Key[part]]!.Type.Declared}")));
        var temporary = shape.Statements.Where(IsOfTemporaryTables).Select(creation => creation.Sql[creation.Sql.IndexOf("CREATE TABLE", StringComparison.Ordinal)..]);
        return string.Create(CultureInfo.InvariantCulture, $"CREATE PROCEDURE [a ]]schema].[p{number}] {parameters} AS BEGIN\n{string.Join(";\n", temporary)};\n{statement.Sql};\nEND");
    }

    private static ScriptStatement Stage(StatementShapes.Shape shape) => shape.Statements.First(statement => statement.Purpose.StartsWith("The stage", StringComparison.Ordinal));

    private static bool IsOfTemporaryTables(ScriptStatement statement) => statement.Sql.Contains("CREATE TABLE [#", StringComparison.Ordinal);
}
