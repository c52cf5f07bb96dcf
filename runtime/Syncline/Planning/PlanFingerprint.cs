using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>A fingerprint over the operations of a plan that does not depend on row order, clock or machine.</summary>
/// <remarks>
/// Each operation (kind, key, the row's compared columns in their canonical form, so that 1.5 and 1.50 are one value) is hashed to 128 bits; the sum of the hashes does not know
/// their order. Columns that are not compared, as the time a row was exported, don't count: with them no later run would ever plan the same. Format 1.
/// </remarks>
internal static class PlanFingerprint
{
    /// <summary>The fingerprint of a plan together with the records of the destination that it deletes.</summary>
    public static string WithForeign(string plan, IReadOnlyList<ForeignRecord> foreign)
    {
        ulong sum = 0;
        foreach (var record in foreign) sum = unchecked(sum + record.Digest);
        var hash = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{plan}\n{foreign.Count}\n{sum}")));
        return hash.ToString("x32", CultureInfo.InvariantCulture);
    }

    public static string Of<TModel, TKey>(SyncDefinition sync, Planner<TModel, TKey> plan)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var sum = UInt128.Zero;
        long count = 0;
        Span<byte> length = stackalloc byte[sizeof(int)];
        Span<byte> rowHash = stackalloc byte[sizeof(ulong)];
        var hash = new XxHash128();
        var encoder = new RowEncoder(TModel.Schema);
        foreach (var spool in (ReadOnlySpan<ChangeSpool>)[plan.Removals, plan.Changes])
        {
            for (var i = 0; i < spool.Count; i++)
            {
                var spooled = spool.Read(i);
                if (spooled.Change.Disposition != Disposition.Planned || plan.IsTakenBack(spooled.Change)) continue;
                hash.Append([(byte)spooled.Change.Operation, (byte)spooled.Change.Change]);
                BinaryPrimitives.WriteInt32LittleEndian(length, spooled.Key.Length);
                hash.Append(length);
                hash.Append(spooled.Key);
                if (spooled.Change.Change != ChangeKind.Removed)
                {
                    if (!plan.HasHashes) Encode(spooled.Row, ref encoder);
                    BinaryPrimitives.WriteUInt64LittleEndian(rowHash, plan.HasHashes ? spooled.Change.Hash : encoder.Hash());
                    hash.Append(rowHash);
                    foreach (var tolerance in plan.HasHashes ? spooled.Tolerances : encoder.Tolerances)
                    {
                        // -0.0 is 0.0.
                        BinaryPrimitives.WriteDoubleLittleEndian(rowHash, tolerance == 0 ? 0 : tolerance);
                        hash.Append(rowHash);
                    }
                }

                sum += hash.GetCurrentHashAsUInt128();
                hash.Reset();
                count++;
            }
        }

        encoder.Release();
        hash.Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1\n{sync.Id}\n{(int)sync.Mode}\n{(int)sync.WhenRemoved}\n{count}\n{sum}")));
        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);
    }

    private static void Encode(ReadOnlySpan<byte> row, ref RowEncoder encoder)
    {
        encoder.Reset();
        new StoredRow(row).CopyTo(ref encoder);
    }
}
