using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Syncline.PostgreSql.Tests;

/// <summary>What the driver says it sends: every statement, COPY among them.</summary>
internal sealed class StatementLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines since the last call.</summary>
    public IReadOnlyCollection<string> TakeAll()
    {
        var lines = _lines.ToArray();
        _lines.Clear();
        return lines;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));
}
