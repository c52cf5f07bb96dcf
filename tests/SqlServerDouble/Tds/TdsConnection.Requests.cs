using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Faults;
using Syncline.Doubles.Sql;
using Syncline.Doubles.Sql.Batches;

namespace Syncline.Doubles.Tds;

internal sealed partial class TdsConnection
{
    private void Execute(Message message)
    {
        Request request;
        Action<Answer> execute;
        try
        {
            (request, execute) = Read(message);
        }
        catch (SqlError error)
        {
            _tokens.Error(error);
            _tokens.Done(null, Command.None, isLast: true, hasFailed: true);
            _wire.End();
            return;
        }

        _server.Log.Add(request);
        var fault = _server.Faults.Strike(request);
        switch (fault?.Point)
        {
            case FaultPoint.DropBefore:
                throw Dropped();
            case FaultPoint.Silence:
                Sleep(Timeout.InfiniteTimeSpan);
                AfterAttention();
                return;
            case FaultPoint.Delay:
                Sleep(fault.Delay);
                break;
            case FaultPoint.Error:
                Fail(fault.Error!, message.Kind);
                return;
        }

        var answer = new Answer(this, message.Kind == MessageKind.Call) { IsKept = fault?.Point is FaultPoint.DropAfter, BreaksOff = fault?.Point is FaultPoint.DropWhile };
        try
        {
            execute(answer);
        }
        catch (OperationCanceledException)
        {
            AfterAttention();
            return;
        }
        catch (Exception error) when (error is not (IOException or ConnectionDroppedException))
        {
            // A fault of the double's own must never look like an answer of SQL Server's.
            answer.Error(SqlErrors.NotSupported($"{request.Text}: {error}"));
        }

        if (fault?.Point is FaultPoint.DropAfter or FaultPoint.DropWhile)
            throw Dropped();
        AnnounceTransaction();
        answer.End();
        _wire.End();
    }

    // A statement that was cancelled is undone; with XACT_ABORT its transaction is.
    private void AfterAttention()
    {
        if (_session is not { Transaction: not null, XactAbort: true } session)
            return;
        lock (session.Instance.Locks.Gate)
            session.RollBack();
    }

    private ConnectionDroppedException Dropped()
    {
        Kill();
        return new ConnectionDroppedException();
    }

    private void Fail(SqlError error, MessageKind kind)
    {
        var session = _session!;
        lock (session.Instance.Locks.Gate)
        {
            if (session.Transaction is not null && (error.EndsTransaction || session.XactAbort))
                session.RollBack();
        }

        _tokens.Error(error);
        AnnounceTransaction();
        if (kind == MessageKind.Call)
            _tokens.DoneProcedure(hasFailed: true);
        else
            _tokens.Done(null, Command.None, isLast: true, hasFailed: true);
        _wire.End();
        if (error.Class >= 20)
            throw Dropped();
    }

    private (Request Request, Action<Answer> Execute) Read(Message message)
    {
        var session = _session ?? throw new IOException("The client has not logged in.");
        Request Describe(RequestKind kind, string text) => new(kind, session.Id, session.Database.Name, text);
        var reader = new WireReader(message.Body);
        switch (message.Kind)
        {
            case MessageKind.Batch:
                reader.SkipAllHeaders();
                var sql = reader.Rest();
                return (Describe(RequestKind.Batch, sql), answer => RunBatch(sql, answer));
            case MessageKind.Call:
                var call = ProcedureCall.Read(message.Body);
                var text = TextOf(call);
                var parameters = call.Parameters.Where(parameter => parameter.Name.Length > 0)
                    .GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(group => group.Key, group => PublicValue.Of(group.Last().Value));
                return (Describe(RequestKind.Call, text) with { Parameters = parameters }, answer => RunCall(call, answer));
            case MessageKind.BulkLoad:
                var target = _bulk ?? throw new IOException("A bulk load that INSERT BULK did not announce.");
                var rows = new BulkRows(message.Body);
                var request = Describe(RequestKind.BulkLoad, target.Table.Name) with { Columns = target.ColumnNames, Rows = [.. new BulkRows(message.Body).Read().Take(_server.LoggedRows)] };
                return (request, answer => LoadRows(target, rows, answer));
            default:
                return ReadTransaction(reader, Describe);
        }
    }

    private (Request Request, Action<Answer> Execute) ReadTransaction(WireReader reader, Func<RequestKind, string, Request> describe)
    {
        reader.SkipAllHeaders();
        var kind = reader.UInt16();
        switch (kind)
        {
            case 5:
                var level = reader.Byte();
                return (describe(RequestKind.Transaction, "BEGIN"), answer => Manage(answer, session =>
                {
                    session.Isolation = level switch
                    {
                        1 => IsolationLevel.ReadUncommitted,
                        3 => IsolationLevel.RepeatableRead,
                        4 => IsolationLevel.Serializable,
                        5 => throw SqlErrors.NotSupported("snapshot isolation"),
                        0 => session.Isolation,
                        _ => IsolationLevel.ReadCommitted,
                    };
                    session.Begin();
                }));
            case 7:
                return (describe(RequestKind.Transaction, "COMMIT"), answer => Manage(answer, session => session.Commit()));
            // The length of a name counts bytes here, not letters.
            case 8:
                var name = reader.Text(reader.Byte() / 2);
                return (describe(RequestKind.Transaction, name.Length == 0 ? "ROLLBACK" : "ROLLBACK " + name), answer => Manage(answer, session =>
                {
                    if (name.Length == 0)
                        session.RollBack();
                    else
                        new BatchRunner(session, answer, new Variables()).RollBackTo(name);
                }));
            case 9:
                var savepoint = reader.Text(reader.Byte() / 2);
                return (describe(RequestKind.Transaction, "SAVE " + savepoint), answer => Manage(answer, session =>
                    (session.Transaction ?? throw SqlErrors.NoTransaction("ROLLBACK")).Save(savepoint)));
            default:
                throw SqlErrors.NotSupported($"transaction manager request {kind}: no distributed transactions");
        }
    }

    private void Manage(Answer answer, Action<Engine.Sessions.Session> act)
    {
        try
        {
            lock (_session!.Instance.Locks.Gate)
                act(_session);
        }
        catch (SqlError error)
        {
            answer.Error(error);
        }
    }

    private void RunBatch(string sql, Answer answer)
    {
        var runner = new BatchRunner(_session!, answer, new Variables());
        runner.Run(sql);
        _bulk = runner.Bulk ?? _bulk;
    }

    private void LoadRows(BulkTarget target, BulkRows rows, Answer answer)
    {
        _bulk = null;
        var runner = new BatchRunner(_session!, answer, new Variables());
        runner.Guard(() =>
        {
            var count = runner.Atomically(statement => target.Insert(rows.Read(), rows.Types, statement));
            answer.Done(count);
        });
    }

    private string TextOf(ProcedureCall call) => call.Name switch
    {
        "sp_executesql" => (string?)call.Parameters[0].Value ?? "",
        "sp_prepexec" => (string?)call.Parameters[2].Value ?? "",
        "sp_execute" => call.Parameters[0].Value is int handle && _prepared.TryGetValue(handle, out var prepared) ? prepared.Sql : call.Name,
        _ => call.Name,
    };

    private void RunCall(ProcedureCall call, Answer answer)
    {
        var runner = new BatchRunner(_session!, answer, new Variables());
        var outputs = new List<(string Name, object? Value, SqlType Type)>();
        Argument ToArgument(CallParameter parameter, string? name = null) => new(name ?? parameter.Name, parameter.Type, parameter.Value)
        {
            Output = parameter.IsOutput ? (value, type) => outputs.Add((parameter.Name, SqlConvert.To(value, type, parameter.Type), parameter.Type)) : null,
        };

        var status = 0;
        runner.Guard(() =>
        {
            var procedures = new ProcedureRunner(runner);
            switch (call.Name.ToLowerInvariant())
            {
                case "sp_executesql":
                    procedures.ExecuteSql((string?)call.Parameters[0].Value ?? "", [.. call.Parameters.Skip(2).Select(parameter => ToArgument(parameter))]);
                    break;
                case "sp_prepexec" or "sp_prepare":
                    var isExecuted = call.Name == "sp_prepexec";
                    var sql = (string?)call.Parameters[2].Value ?? "";
                    var declared = ProcedureRunner.Declarations((string?)call.Parameters[1].Value ?? "", _session!.Database).ToList();
                    _prepared[++_lastHandle] = (sql, declared);
                    outputs.Add((call.Parameters[0].Name, _lastHandle, SqlType.Int));
                    if (isExecuted)
                        procedures.ExecuteSql(sql, [.. call.Parameters.Skip(3).Select((parameter, index) => ToArgument(parameter, declared[index].Name))]);
                    break;
                case "sp_execute":
                    if (call.Parameters[0].Value is not int handle || !_prepared.TryGetValue(handle, out var prepared))
                        throw new SqlError(8179, $"Could not find prepared statement with handle {call.Parameters[0].Value}.", 16, 2);
                    procedures.ExecuteSql(prepared.Sql, [.. call.Parameters.Skip(1).Select((parameter, index) => ToArgument(parameter, prepared.Parameters[index].Name))]);
                    break;
                case "sp_unprepare":
                    _prepared.Remove((int)(call.Parameters[0].Value ?? 0));
                    break;
                case "sp_reset_connection":
                    _session!.Reset();
                    break;
                default:
                    status = procedures.Call(call.Name, [.. call.Parameters.Select(parameter => ToArgument(parameter))]);
                    break;
            }
        });
        answer.Return(status, outputs);
    }
}
