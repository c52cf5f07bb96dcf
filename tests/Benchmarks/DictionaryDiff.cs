namespace Syncline.Benchmarks;

/// <summary>The comparison as one writes it by hand, once for each key: no delegate or interface stands between.</summary>
internal static class DictionaryDiff
{
    public static DiffMemory.Found ByNumber(Customer[] before, Customer[] after)
    {
        var known = new Dictionary<int, Customer>(before.Length);
        foreach (var row in before) known.Add(row.Id, row);
        var added = new List<Customer>();
        var changed = new List<(Customer, Customer)>();
        foreach (var row in after)
        {
            if (!known.Remove(row.Id, out var was)) added.Add(row);
            else if (row != was) changed.Add((was, row));
        }

        Customer[] removed = [.. known.Values];
        return new(added.Count, changed.Count, removed.Length);
    }

    public static DiffMemory.Found ByGuid(GuidCustomer[] before, GuidCustomer[] after)
    {
        var known = new Dictionary<Guid, GuidCustomer>(before.Length);
        foreach (var row in before) known.Add(row.Id, row);
        var added = new List<GuidCustomer>();
        var changed = new List<(GuidCustomer, GuidCustomer)>();
        foreach (var row in after)
        {
            if (!known.Remove(row.Id, out var was)) added.Add(row);
            else if (row != was) changed.Add((was, row));
        }

        GuidCustomer[] removed = [.. known.Values];
        return new(added.Count, changed.Count, removed.Length);
    }

    public static DiffMemory.Found ByText(TextCustomer[] before, TextCustomer[] after)
    {
        var known = new Dictionary<string, TextCustomer>(before.Length);
        foreach (var row in before) known.Add(row.Code, row);
        var added = new List<TextCustomer>();
        var changed = new List<(TextCustomer, TextCustomer)>();
        foreach (var row in after)
        {
            if (!known.Remove(row.Code, out var was)) added.Add(row);
            else if (row != was) changed.Add((was, row));
        }

        TextCustomer[] removed = [.. known.Values];
        return new(added.Count, changed.Count, removed.Length);
    }

    public static DiffMemory.Found ByPair(OrderLine[] before, OrderLine[] after)
    {
        var known = new Dictionary<(long, int), OrderLine>(before.Length);
        foreach (var row in before) known.Add((row.OrderId, row.LineNumber), row);
        var added = new List<OrderLine>();
        var changed = new List<(OrderLine, OrderLine)>();
        foreach (var row in after)
        {
            if (!known.Remove((row.OrderId, row.LineNumber), out var was)) added.Add(row);
            else if (row != was) changed.Add((was, row));
        }

        OrderLine[] removed = [.. known.Values];
        return new(added.Count, changed.Count, removed.Length);
    }
}
