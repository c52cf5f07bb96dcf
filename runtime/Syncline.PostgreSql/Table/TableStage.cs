using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Syncline;

/// <summary>Sends operations to the stage. A row with a value that has no form in its column, or in the database's encoding, stays behind, rejected.</summary>
internal sealed partial class TableStage<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, TableWords words)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Two more cells: the operation's number and kind.
    private const int OwnCells = 2;
    private const string BeforeCopy = "syncline_stage";
    private readonly CopyStream _stream = new(session);
    private readonly CopyBuffer _parts = new();
    private readonly WrittenColumn[] _row = [.. shape.Columns.Select(static column => column?.Written ?? default)];
    private readonly WrittenColumn[] _key = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!.Written)];

    /// <summary>Stages operations; gives the numbers and kinds of those that were staged.</summary>
    public async ValueTask<List<(int Number, OperationKind Kind)>> SendAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        var staged = new List<(int Number, OperationKind Kind)>(operations.Count);
        if (session.TakesAnyCharacter)
        {
            await CopyAsync(batch, operations, staged).ConfigureAwait(false);
            return staged;
        }

        for (IReadOnlyList<int> rest = operations; rest.Count > 0;) rest = await SendToRefusedAsync(batch, rest, staged).ConfigureAwait(false);
        return staged;
    }

    /// <summary>Stages operations up to the first that has a character without a form in the database's encoding, and gives those that come after it.</summary>
    private async ValueTask<IReadOnlyList<int>> SendToRefusedAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations, List<(int Number, OperationKind Kind)> staged)
    {
        var sent = new List<(int Number, OperationKind Kind)>(operations.Count);
        await session.ExecuteAsync($"SAVEPOINT {BeforeCopy}").ConfigureAwait(false);
        try
        {
            await CopyAsync(batch, operations, sent).ConfigureAwait(false);
            await session.ExecuteAsync($"RELEASE SAVEPOINT {BeforeCopy}").ConfigureAwait(false);
            staged.AddRange(sent);
            return [];
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UntranslatableCharacter && PlaceOf(fault) is { } place && place.Row < sent.Count)
        {
            await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeCopy}; RELEASE SAVEPOINT {BeforeCopy}").ConfigureAwait(false);
            var refused = sent[place.Row].Number;
            await CopyAsync(batch, [.. sent.Take(place.Row).Select(operation => operation.Number)], staged).ConfigureAwait(false);
            batch.Outcomes[refused] = OperationOutcome.Rejected(words.NoCharacter(batch[refused], place.Column, fault));
            return [.. operations.SkipWhile(operation => operation != refused).Skip(1)];
        }
    }

    private ValueTask CopyAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations, List<(int Number, OperationKind Kind)> sent)
        => _stream.SendAsync(sql.CopyToStage(), operations, operation =>
        {
            if (TryAdd(batch, operation, out var kind)) sent.Add((operation, kind));
        });

    /// <summary>Which row of the COPY, from 0, and which of the model's columns the server stumbled at; null where it doesn't say.</summary>
    private static (int Row, int Column)? PlaceOf(PostgresException fault)
    {
        var place = Place().Match(fault.Where ?? "");
        return place.Success ? (int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1, int.Parse(place.Groups[2].ValueSpan, CultureInfo.InvariantCulture)) : null;
    }

    // "COPY syncline_stage, line 3, column c1", in the server's language.
    [GeneratedRegex(@"syncline_stage\D+([0-9]+)\D+\bc([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    private bool TryAdd(TableBatch<TModel, TKey> batch, int number, out OperationKind kind)
    {
        var operation = batch[number];
        kind = operation.Kind;
        _stream.Buffer.BeginRow(OwnCells + sql.Columns.Length);
        _stream.Buffer.Add(number);
        _stream.Buffer.Add((short)kind);
        var refusal = TableOperations.WritesRow(kind) ? AddRow(operation.Row!) : AddKey(operation.Key);
        if (refusal is null) return true;
        _stream.Buffer.DropRow();
        batch.Outcomes[number] = OperationOutcome.Rejected(refusal);
        return false;
    }

    private string? AddRow(TModel row)
    {
        var writer = new CellWriter(_stream.Buffer, _row);
        TModel.Write(in row, ref writer);
        return writer.Refusal is { } reason ? words.Refusal(row, writer.RefusedColumn, reason) : null;
    }

    private string? AddKey(TKey key)
    {
        _parts.Clear();
        var writer = new CellWriter(_parts, _key);
        TKey.Write(in key, ref writer);
        if (writer.Refusal is { } reason) return words.KeyRefusal(key, writer.RefusedColumn, reason);
        // The parts come in the order of the key, and go where their columns are.
        var cells = _parts.Cells(_key.Length);
        foreach (var column in sql.Columns)
        {
            var part = TModel.Schema.KeyPartOf(column);
            if (part < 0) _stream.Buffer.AddNull();
            else _stream.Buffer.AddCell(_parts.Written.Span[cells[part]]);
        }

        return null;
    }
}
