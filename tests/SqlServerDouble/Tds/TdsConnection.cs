using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Faults;
using Syncline.Doubles.Sql;
using Syncline.Doubles.Sql.Batches;

namespace Syncline.Doubles.Tds;

/// <summary>One client: a thread reads what it sends, another executes and answers.</summary>
internal sealed partial class TdsConnection
{
    private const int FirstPacketSize = 4096;

    private readonly SqlServerDouble _server;
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly BlockingCollection<Message> _messages = [];
    private readonly Lock _lock = new();
    private readonly WireWriter _wire;
    private readonly TokenWriter _tokens;
    private readonly Dictionary<int, (string Sql, IReadOnlyList<(string Name, Engine.Types.SqlType Type)> Parameters)> _prepared = [];
    private int _lastHandle;
    private Session? _session;
    private Transaction? _announced;
    private BulkTarget? _bulk;
    private int _pending;
    private bool _attention;
    private volatile bool _closed;

    public TdsConnection(SqlServerDouble server, TcpClient client)
    {
        (_server, _client) = (server, client);
        client.NoDelay = true;
        _stream = client.GetStream();
        _wire = new WireWriter(_stream, FirstPacketSize);
        _tokens = new TokenWriter(_wire);
    }

    public void Start()
    {
        new Thread(ReadAll) { IsBackground = true, Name = "TDS reader" }.Start();
        new Thread(AnswerAll) { IsBackground = true, Name = "TDS session" }.Start();
    }

    /// <summary>Breaks the connection, as KILL or a network failure does.</summary>
    public void Kill()
    {
        _closed = true;
        try
        {
            // No farewell: the client sees a reset.
            _stream.Socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }

        _client.Dispose();
        _session?.Cancel();
        if (!_messages.IsAddingCompleted)
            _messages.CompleteAdding();
    }

    private void ReadAll()
    {
        var reader = new MessageReader(_stream);
        try
        {
            while (reader.Read() is { } message)
            {
                lock (_lock)
                {
                    if (message.Kind == MessageKind.Attention && _pending > 0)
                    {
                        _attention = true;
                        _session?.Cancel();
                        continue;
                    }

                    _pending++;
                }

                _messages.Add(message);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
        }

        _closed = true;
        _session?.Cancel();
        if (!_messages.IsAddingCompleted)
            _messages.CompleteAdding();
    }

    private void AnswerAll()
    {
        try
        {
            foreach (var message in _messages.GetConsumingEnumerable())
            {
                Handle(message);
                Finish();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException or EndOfStreamException or ConnectionDroppedException)
        {
        }
        finally
        {
            _server.Forget(this);
            _client.Dispose();
            _session?.Resume();
            _session?.Close();
        }
    }

    private void Finish()
    {
        bool attention;
        lock (_lock)
        {
            _pending--;
            attention = _attention;
            _attention = false;
            _session?.Resume();
        }

        if (!attention || _closed)
            return;
        AnnounceTransaction();
        _tokens.AttentionDone();
        _wire.End();
    }

    private void Handle(Message message)
    {
        if (message.Resets && _session is not null)
        {
            _session.Reset();
            _announced = null;
            _prepared.Clear();
            _bulk = null;
            _tokens.Changed(18, [], []);
        }

        switch (message.Kind)
        {
            case MessageKind.PreLogin:
                _wire.Bytes(PreLogin.Answer(_server.Instance.Version));
                _wire.End();
                break;
            case MessageKind.Login:
                LogIn(Login.Read(message.Body));
                break;
            case MessageKind.Attention:
                _tokens.AttentionDone();
                _wire.End();
                break;
            case MessageKind.Batch or MessageKind.Call or MessageKind.BulkLoad or MessageKind.Transaction:
                Execute(message);
                break;
            default:
                throw new IOException($"A message of kind 0x{(byte)message.Kind:X2} is none that the double knows.");
        }
    }

    private void LogIn(Login login)
    {
        var request = new Request(RequestKind.Login, 0, login.Database, login.Database);
        _server.Log.Add(request);
        var fault = _server.Faults.Strike(request);
        if (fault is { Point: FaultPoint.DropBefore or FaultPoint.DropWhile or FaultPoint.DropAfter })
            throw new ConnectionDroppedException();
        if (fault is { Point: FaultPoint.Silence })
            Sleep(Timeout.InfiniteTimeSpan);
        if (fault is { Point: FaultPoint.Delay })
            Sleep(fault.Delay);
        var name = login.Database.Length == 0 ? "master" : login.Database;
        var error = fault?.Error;
        if (!_server.Instance.Databases.TryGetValue(name, out var database))
            error ??= SqlErrors.CannotOpenDatabase(name, login.User);
        if (error is not null)
        {
            _tokens.Error(error);
            _tokens.Done(null, Command.None, isLast: true, hasFailed: true);
            _wire.End();
            throw new ConnectionDroppedException();
        }

        _session = _server.Instance.OpenSession(database!, login.User);
        var size = login.PacketSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _tokens.Changed(1, database!.Name, "master");
        _tokens.Info(5701, $"Changed database context to '{database.Name}'.", 0, 2);
        _tokens.Changed(7, database.Collation.WireBytes, []);
        _tokens.Changed(2, "us_english", "");
        _tokens.Info(5703, "Changed language setting to us_english.", 0, 1);
        _tokens.LoginAcknowledged(_server.Instance.Version);
        _tokens.Changed(4, size, "4096");
        if (login.Features.Contains(Utf8Feature))
            _tokens.FeaturesAcknowledged([(Utf8Feature, [1])]);
        _tokens.Done(null, Command.None, isLast: true);
        _wire.End();
        _wire.Resize(login.PacketSize);
    }

    private const byte Utf8Feature = 0x0A;

    // SqlClient has to hear of every transaction that began or ended, however it did.
    private void AnnounceTransaction()
    {
        var current = _session!.Transaction is { IsAutomatic: false } open ? open : null;
        if (current == _announced)
            return;
        Span<byte> id = stackalloc byte[8];
        if (_announced is { } ended)
        {
            BinaryPrimitives.WriteInt64LittleEndian(id, ended.Id);
            _tokens.Changed(ended.WasCommitted ? (byte)9 : (byte)10, [], id);
        }

        if (current is not null)
        {
            BinaryPrimitives.WriteInt64LittleEndian(id, current.Id);
            _tokens.Changed(8, id, []);
        }

        _announced = current;
    }

    // Waits until the client gives up or goes.
    private void Sleep(TimeSpan time)
    {
        var gate = _server.Instance.Locks.Gate;
        var until = time == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (!_closed && !_attention && Environment.TickCount64 < until)
        {
            lock (gate)
                Monitor.Wait(gate, (int)Math.Clamp(until - Environment.TickCount64, 1, 50));
        }
    }
}
