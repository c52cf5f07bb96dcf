namespace Syncline.Tests.Engine;

public sealed class InMemoryStateStoreTests
{
    [Fact]
    public async Task WhatIsAppendedStaysThoughItsMemoryIsWrittenOver()
    {
        await using var session = await new InMemoryStateStore().OpenAsync("a", StateAccess.Run, TimeProvider.System, TestContext.Current.CancellationToken);
        await LentSegments.AreCopiedAsync(session);
    }
}
