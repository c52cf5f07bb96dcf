using Syncline.Conformance;
using Syncline.Doubles;

namespace Syncline.SqlServer.Tests;

/// <summary>What every destination must do, done by SQL Server tables on the double: the real driver and SQL Server's grammar, over tables that are not SQL Server's.</summary>
public sealed class DoubleConformanceTests : DestinationConformance, IDisposable
{
    private readonly SqlServerDouble _server = SqlServerDouble.Start();

    protected override string DestinationName => "SQL Server (double)";

    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new SqlServerTarget(_server.ConnectionString()));

    public void Dispose() => _server.Dispose();
}
