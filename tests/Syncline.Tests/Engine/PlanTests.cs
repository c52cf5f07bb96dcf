namespace Syncline.Tests.Engine;

public sealed class PlanTests
{
    private readonly ItemBench _items = new() { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };
    private readonly SyncBench<Wide, Wide.Key> _wide = new() { Sync = new("Wide.Sync", "Tests.Wide", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };

    [Fact]
    public async Task TheTextShowsEachOperation()
    {
        await _items.RunAsync(new Item(1, 1, "a"), new Item(2, 1, "b"));
        await using var plan = await _items.PlanAsync(new Item(1, 5, "say \"hi\"\nthere"), new Item(3, null, null));
        Assert.Equal(
            """
            Plan of Item.Sync: 3 operations (queried=2 unchanged=0 added=1 changed=1 removed=1 invalid=0 ignored=0)
                operation  key             values
              - delete     Key { Id = 2 }
              ~ upsert     Key { Id = 1 }  Price=5  Name="say \"hi\"\nthere"
              + upsert     Key { Id = 3 }  Price=null  Name=null

            """.ReplaceLineEndings("\n"),
            plan.ToString());
    }

    [Fact]
    public async Task KeptRowsShowWhatChangesAndSensitiveValuesAreMasked()
    {
        await _wide.RunAsync(new Wide("t", 1, 10, "secret 1", 1.5, "x"), new Wide("t", 2, 20, "secret 2", null, null));
        await using var plan = await _wide.PlanAsync(new Wide("t", 1, 11, "secret 3", 3.25, "y"), new Wide("t", 3, null, "secret 4", 0, null));
        var text = plan.ToString();
        Assert.Equal(
            """
            Plan of Wide.Sync: 3 operations (queried=2 unchanged=0 added=1 changed=1 removed=1 invalid=0 ignored=0)
                operation  key                             values
              - delete     Key { Tenant = t, Number = 2 }  Price=20  Secret=***  Score=null  Comment=null
              ~ upsert     Key { Tenant = t, Number = 1 }  Price: 10 → 11  Secret: *** → ***  Score: 1.5 → 3.25
              + upsert     Key { Tenant = t, Number = 3 }  Price=null  Secret=***  Score=0  Comment=null

            """.ReplaceLineEndings("\n"),
            text);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangesAreTyped()
    {
        await _wide.RunAsync(new Wide("t", 1, 10, null, null, null), new Wide("t", 2, 20, null, null, null));
        await using var plan = await _wide.PlanAsync(new Wide("t", 1, 11, null, null, null), new Wide("t", 3, 30, null, null, null));
        Assert.Equal(
            [
                new SyncChange<Wide, Wide.Key>.Removed(OperationKind.Delete, new("t", 2), new Wide("t", 2, 20, null, null, null), true),
                new SyncChange<Wide, Wide.Key>.Changed(OperationKind.Upsert, new("t", 1), new Wide("t", 1, 10, null, null, null), new Wide("t", 1, 11, null, null, null), [2], true),
                new SyncChange<Wide, Wide.Key>.Added(OperationKind.Upsert, new("t", 3), new Wide("t", 3, 30, null, null, null)),
            ],
            plan.Changes.ToArray());
        // Enumerated anew each time.
        Assert.Equal(3, plan.Changes.Count());
    }

    [Fact]
    public async Task WithoutKeptRowsThereIsNoRowBefore()
    {
        await _items.RunAsync(ItemBench.Items(1, 2));
        await using var plan = await _items.PlanAsync(new Item(1, 9, null));
        Assert.Equal(
            [new SyncChange<Item, Item.Key>.Removed(OperationKind.Delete, new(2), null, false), new SyncChange<Item, Item.Key>.Changed(OperationKind.Upsert, new(1), null, new Item(1, 9, null), default, false)],
            plan.Changes.ToArray());
    }

    [Fact]
    public async Task LongPlansAreCutInTheText()
    {
        await using var plan = await _items.PlanAsync(ItemBench.Items(60));
        var lines = plan.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal((53, "  … and 10 more"), (lines.Length, lines[^1]));
        Assert.Equal(4, plan.ToText(1).TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task TheFingerprintDoesNotDependOnOrderClockOrState()
    {
        await using var one = await _items.PlanAsync(ItemBench.Items(1, 2, 3));
        _items.Time.Advance(TimeSpan.FromDays(1));
        await using var two = await _items.PlanAsync(ItemBench.Items(3, 1, 2));
        Assert.Equal(one.Fingerprint, two.Fingerprint);
        // Frozen: an approval written down today passes tomorrow's version too.
        Assert.Equal("aea6a12dc8e39a0541663fd0f0c602a0", one.Fingerprint);
    }

    [Theory]
    [InlineData(SyncMode.Upsert)]
    [InlineData(SyncMode.Snapshot)]
    public async Task TheFingerprintKnowsNoColumnThatIsNotCompared(SyncMode mode)
    {
        var bench = new SyncBench<Wide, Wide.Key> { Sync = new SyncDefinition("Wide.Sync", "Tests.Wide", SyncType.Objects, mode) };
        async Task<string> Of(Wide row)
        {
            await using var plan = await bench.PlanAsync(row);
            return plan.Fingerprint;
        }

        var print = await Of(new Wide("t", 1, 2, "s", 0.0, "exported at ten"));
        Assert.Equal(print, await Of(new Wide("t", 1, 2, "s", -0.0, "exported at eleven")));
        Assert.NotEqual(print, await Of(new Wide("t", 1, 2, "s", 0.1, "exported at ten")));
        Assert.NotEqual(print, await Of(new Wide("t", 1, 2, "other", 0.0, "exported at ten")));
    }

    [Fact]
    public async Task TheFingerprintOfASnapshotIsFrozenToo()
    {
        _items.Sync = new SyncDefinition("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Snapshot);
        await using var plan = await _items.PlanAsync(ItemBench.Items(1, 2, 3));
        Assert.Equal("014fd28d883472b9d0211f160aedd187", plan.Fingerprint);
    }

    [Fact]
    public async Task TheFingerprintDependsOnEveryOperation()
    {
        var prints = new HashSet<string>();
        foreach (var rows in new Item[][] { [], [new(1, 1, "a")], [new(1, 2, "a")], [new(2, 1, "a")], [new(1, 1, null)], [new(1, 1, "a"), new(2, 1, "a")] })
        {
            await using var plan = await _items.PlanAsync(rows);
            Assert.True(prints.Add(plan.Fingerprint));
        }

        _items.Sync = _items.Sync with { Mode = SyncMode.Insert };
        await using var insert = await _items.PlanAsync(new Item(1, 1, "a"));
        Assert.True(prints.Add(insert.Fingerprint));
    }

    [Fact]
    public async Task ALongValueIsCutAndSaysHowLongItIs()
    {
        await using var plan = await _items.PlanAsync(new Item(1, 1, new string('x', 59) + "\ud83d\ude00" + new string('y', 5_000)));
        Assert.EndsWith($"Name=\"{new string('x', 59)}\"… (5061 characters)\n", plan.ToString());
    }

    [Fact]
    public async Task WhatCanNotBeSeenIsShown()
    {
        await using var plan = await _items.PlanAsync(new Item(1, 1, "a\u2028b\u202ec\0d\u200de"));
        Assert.EndsWith("Name=\"a\\u2028b\\u202ec\\u0000d\u200de\"\n", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ColumnsStandInLineButForAKeyThatIsVeryLong()
    {
        await using var plan = await _wide.PlanAsync(new Wide("t", 1, 1, null, null, null), new Wide("tenant", 22, 1, null, null, null), new Wide(new string('k', 50), 3, 1, null, null, null));
        var lines = plan.ToString().Split('\n')[1..5];
        Assert.Equal([lines[0].IndexOf("values", StringComparison.Ordinal)], lines[1..3].Select(line => line.IndexOf("Price=", StringComparison.Ordinal)).Distinct());
        Assert.Contains("}  Price=1", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePlanIsTheSameInEveryCulture()
    {
        await using var plan = await _wide.PlanAsync(new Wide("t", 1, -1, null, 1234.5, null));
        var text = plan.ToString();
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            // Made by hand, for a test run may know no culture by name.
            var other = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NegativeSign, other.NumberFormat.NumberDecimalSeparator) = ("minus", ",");
            System.Globalization.CultureInfo.CurrentCulture = other;
            Assert.Equal(text, plan.ToString());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task APlanIsAppliedOnce()
    {
        await using var plan = await _items.PlanAsync(ItemBench.Items(3));
        Assert.Empty(_items.Destination.Batches);
        var report = await plan.ApplyAsync(_items.Destination);
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => plan.ApplyAsync(_items.Destination));
        Assert.Equal("A plan is applied once. Plan again to see what is left to do.", error.Message);

        var next = await _items.RunAsync(ItemBench.Items(3));
        Assert.Equal(3, next.Counts.Unchanged);
    }

    [Fact]
    public async Task ApplyingCountsItsOwnTime()
    {
        await using var plan = await _items.PlanAsync(ItemBench.Items(1));
        _items.Time.Advance(TimeSpan.FromHours(3));
        var report = await plan.ApplyAsync(_items.Destination);
        Assert.Equal((_items.Time.GetUtcNow(), TimeSpan.Zero), (report.Started, report.Duration));
    }

    [Fact]
    public async Task APlanThatWasDisposedOfIsNotApplied()
    {
        var plan = await _items.PlanAsync(ItemBench.Items(1));
        await plan.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => plan.ApplyAsync(_items.Destination));
    }

    [Fact]
    public async Task APlanThatCanNotBeMadeThrows()
    {
        var shared = await Assert.ThrowsAsync<SourceException>(() => _items.PlanAsync(options => options.DuplicateKeys = DuplicateKeys.Fail, new Item(1, 1, null), new Item(1, 2, null)));
        Assert.StartsWith("Rows 1 and 2 share the key Key { Id = 1 }.", shared.Message);
        _items.Sync = _items.Sync with { Mode = (SyncMode)77 };
        await Assert.ThrowsAsync<NotSupportedException>(() => _items.PlanAsync(ItemBench.Items(1)));
        Assert.Equal("Item.Sync has mode 77 of Objects, which this version does not run.", (await _items.RunAsync(ItemBench.Items(1))).Message);
    }

    [Fact]
    public async Task APlanIsRefusedWhenTheStateMoved()
    {
        await using var plan = await _items.PlanAsync(ItemBench.Items(3));
        await _items.RunAsync(ItemBench.Items(1));
        var report = await plan.ApplyAsync(_items.Destination);
        Assert.Equal((SyncStatus.Stopped, "The state of Item.Sync moved since the plan was made: another run committed in between. Plan again."), (report.Status, report.Message));
        Assert.Equal([1], _items.Ids);
    }

    [Fact]
    public async Task PlanningWritesNothingAndTakesNoLease()
    {
        await using var plan = await _items.PlanAsync(ItemBench.Items(3));
        Assert.Empty(await _items.Store.SegmentsAsync("Tests.Item"));
        await using var other = await _items.PlanAsync(ItemBench.Items(3));
        Assert.Equal(SyncStatus.Succeeded, (await _items.RunAsync(ItemBench.Items(3))).Status);
    }

    [Fact]
    public async Task APlanSaysWhichGuardWillStopIt()
    {
        await _items.RunAsync(ItemBench.Items(30));
        await using var plan = await _items.PlanAsync(ItemBench.Items(1));
        Assert.Equal(("Removals", plan.Fingerprint), (plan.Guard?.Guard, plan.Guard?.Fingerprint));
        Assert.Contains("  stopped by guard Removals: The run would remove 29 of 30 known keys;", plan.ToText(0), StringComparison.Ordinal);
        Assert.Equal(SyncStatus.Stopped, (await plan.ApplyAsync(_items.Destination)).Status);
        Assert.Equal(30, _items.Records.Count);
    }

    [Fact]
    public async Task WhatIsInvalidIsListedInThePlan()
    {
        await using var plan = await _items.PlanAsync(new Item(null, 1, null), new Item(1, 1, null));
        Assert.Equal([new InvalidRow(1, null, "a part of the key (Id) is null")], plan.InvalidRows);
    }
}
