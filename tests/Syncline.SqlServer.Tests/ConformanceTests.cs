using Syncline.Conformance;

namespace Syncline.SqlServer.Tests;

/// <summary>What every destination must do, done by SQL Server tables on a real server; where there is none each case is skipped, and says so.</summary>
public sealed class ConformanceTests(ServerUnderTest named, ContainerServer container) : DestinationConformance
{
    protected override string DestinationName => "SQL Server";

    protected override async Task<ConformanceTarget> NewTargetAsync() => new SqlServerTarget(await (named.IsReal ? named.NewDatabaseAsync() : container.NewDatabaseAsync()));
}
