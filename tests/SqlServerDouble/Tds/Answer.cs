using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql;
using Syncline.Doubles.Sql.Batches;

namespace Syncline.Doubles.Tds;

internal sealed partial class TdsConnection
{
    /// <summary>The answer to one request, written while its statements run.</summary>
    private sealed class Answer(TdsConnection connection, bool isCall) : IClient
    {
        private readonly TokenWriter _tokens = connection._tokens;
        private Command _command = Command.Change;
        private bool _hasFailed;
        private (int Status, List<(string Name, object? Value, SqlType Type)> Outputs)? _return;

        /// <summary>Nothing is sent: the connection breaks before the answer.</summary>
        public bool IsKept { get; init; }

        /// <summary>Only the first rows are sent.</summary>
        public bool BreaksOff { get; init; }

        public void Rows(RowSet rows)
        {
            _command = Command.Select;
            if (IsKept)
                return;
            _tokens.Columns(rows.Columns);
            var sent = 0;
            foreach (var row in rows.Rows)
            {
                if (BreaksOff && sent > rows.Rows.Count / 2)
                {
                    _tokens.Wire.Break();
                    throw connection.Dropped();
                }

                if (++sent % 64 == 0)
                    connection._session!.ThrowIfCancelled();
                _tokens.Row(row, rows.Columns);
            }
        }

        public void Done(long? count)
        {
            if (IsKept)
                return;
            if (BreaksOff)
            {
                _tokens.Wire.Break();
                throw connection.Dropped();
            }

            connection.AnnounceTransaction();
            if (isCall)
                _tokens.DoneInProcedure(count, _command, _hasFailed);
            else
                _tokens.Done(count, _command, isLast: false, _hasFailed);
            _command = Command.Change;
            _hasFailed = false;
        }

        public void Info(int number, string message, int errorClass, int state)
        {
            if (!IsKept)
                _tokens.Info(number, message, errorClass, state);
        }

        public void Error(SqlError error)
        {
            _hasFailed = true;
            if (!IsKept)
                _tokens.Error(error);
        }

        public void DatabaseChanged(string from, string to)
        {
            if (IsKept)
                return;
            _tokens.Changed(1, to, from);
            _tokens.Info(5701, $"Changed database context to '{to}'.", 0, 2);
        }

        public void Return(int status, List<(string Name, object? Value, SqlType Type)> outputs) => _return = (status, outputs);

        public void End()
        {
            if (!isCall)
            {
                _tokens.Done(null, Command.None, isLast: true, _hasFailed);
                return;
            }

            if (_return is { } result)
            {
                _tokens.ReturnStatus(result.Status);
                foreach (var (name, value, type) in result.Outputs)
                    _tokens.ReturnValue(name, value, type);
            }

            _tokens.DoneProcedure(_hasFailed);
        }
    }
}
