using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.PostgreSQL;
using LinqToDB.Mapping;

namespace Syncline.Benchmarks;

/// <summary>linq2db's way: rows into a temporary table by its bulk copy, which is a binary COPY, and a MERGE from there.</summary>
internal static class LinqMerge
{
    public static int Merge(CustomerServer server, string table, Customer[] rows)
    {
        var options = new DataOptions().UsePostgreSQL(server.Database, PostgreSQLVersion.v15).UseMappingSchema(Mapping());
        using var connection = new DataConnection(options) { CommandTimeout = 0 };
        using var transaction = connection.BeginTransaction();
        using var stage = connection.CreateTempTable("linq_stage", rows, new BulkCopyOptions { BulkCopyType = BulkCopyType.ProviderSpecific }, tableOptions: TableOptions.IsTemporary);
        connection.GetTable<Customer>().TableName(table).Merge().Using(stage).OnTargetKey().UpdateWhenMatched().InsertWhenNotMatched().Merge();
        transaction.Commit();
        return rows.Length;
    }

    private static MappingSchema Mapping()
    {
        var schema = new MappingSchema();
        new FluentMappingBuilder(schema).Entity<Customer>().HasPrimaryKey(customer => customer.Id).Build();
        return schema;
    }
}
