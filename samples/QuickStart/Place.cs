using Syncline;

namespace QuickStart;

/// <summary>What the steps share.</summary>
/// <param name="Shop">The shop's database.</param>
/// <param name="Crm">The CRM's.</param>
/// <param name="State">Where the states are kept.</param>
/// <param name="Expected">What is expected to come out.</param>
/// <param name="Stop">Stops the sample.</param>
internal sealed record Place(string Shop, string Crm, SqliteStateStore State, Expectations Expected, CancellationToken Stop)
{
    /// <summary>A query on the shop.</summary>
    public ISyncSource<T> InShop<T>(string sql)
        where T : ISyncModel<T>
        => SqliteSource.Query<T>(WorkFolder.ConnectionString(Shop, readOnly: true), sql);

    /// <summary>A table of the CRM.</summary>
    public SqliteTable InCrm(string table) => new(WorkFolder.ConnectionString(Crm), table) { CreateIfMissing = true };
}
