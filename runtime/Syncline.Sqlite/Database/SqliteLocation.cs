using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>Which database a connection string means, and what it may be called in a text.</summary>
/// <remarks>The path is made absolute once, so that a later change of the working directory can't move it.</remarks>
internal sealed class SqliteLocation
{
    private readonly SqliteConnectionStringBuilder _builder;
    private readonly bool _modeIsGiven;
    private readonly bool _neverCreates;
    private readonly string? _realPath;

    private SqliteLocation(SqliteConnectionStringBuilder builder, bool modeIsGiven)
    {
        _builder = builder;
        var uri = FileUri.TryParse(builder.DataSource);
        IsMemory = builder.Mode == SqliteOpenMode.Memory || builder.DataSource.Equals(":memory:", StringComparison.OrdinalIgnoreCase) || uri is { IsMemory: true };
        _modeIsGiven = modeIsGiven || uri is { HasMode: true };
        _neverCreates = builder.Mode is SqliteOpenMode.ReadOnly or SqliteOpenMode.ReadWrite || uri is { NeverCreates: true };
        if (IsMemory)
        {
            var shared = builder.Cache == SqliteCacheMode.Shared || uri is { IsShared: true };
            MemoryName = shared ? uri?.Path ?? builder.DataSource : null;
            Name = MemoryName is null ? "a private in-memory database" : $"the in-memory database '{MemoryName}'";
            return;
        }

        Path = System.IO.Path.GetFullPath(uri?.Path ?? builder.DataSource, DataDirectory());
        _realPath = RealPath.Of(Path);
        if (uri is null) builder.DataSource = Path;
        Name = Path;
    }

    /// <summary>What errors call the database. Holds no secrets.</summary>
    public string Name { get; }

    /// <summary>The file's full path as it was given; null in memory.</summary>
    public string? Path { get; }

    public bool IsMemory { get; }

    /// <summary>The name that connections share an in-memory database by.</summary>
    public string? MemoryName { get; }

    /// <summary>In memory and seen by one connection only.</summary>
    public bool IsPrivateMemory => IsMemory && MemoryName is null;

    /// <summary>How long to wait for another connection's lock.</summary>
    public TimeSpan Patience => _builder.DefaultTimeout <= 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(_builder.DefaultTimeout);

    // A link that leads nowhere exists; the file behind it does not.
    public bool FileExists => File is { } file && System.IO.File.Exists(file);

    /// <summary>What tells this database from another, for the state: the file behind all links, so that another path to it is no other destination. Holds no secrets.</summary>
    public string Identity => File is null ? $"sqlite:memory:{MemoryName}" : $"sqlite:{RealPath.Spelled(File)}";

    /// <summary>The file behind all links, as they lead now; null in memory.</summary>
    public string? File => Path is null ? null : RealPath.Of(Path);

    /// <summary>Reads a connection string, or a plain path.</summary>
    /// <exception cref="ArgumentException">It can't be read, or names no database.</exception>
    public static SqliteLocation Parse(string connectionString, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString, parameter);
        var isPath = !connectionString.Contains('=', StringComparison.Ordinal) || connectionString.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        SqliteConnectionStringBuilder builder;
        bool modeIsGiven;
        try
        {
            builder = isPath ? new() { DataSource = connectionString } : new(connectionString);
            modeIsGiven = !isPath && new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey("Mode");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The driver's words quote what it stumbled over, which may be a piece of a password: they are left out.
            throw new ArgumentException("The SQLite connection string can't be read. Write it as 'Data Source=path', with values that hold ; or = in quotes, or give the path alone.", parameter);
        }

        if (string.IsNullOrWhiteSpace(builder.DataSource) && builder.Mode != SqliteOpenMode.Memory)
        {
            throw new ArgumentException("The SQLite connection string names no file. Write it as 'Data Source=path'.", parameter);
        }

        return new(builder, modeIsGiven);
    }

    /// <summary>The connection string to open with; a mode written by the user stands.</summary>
    public string ConnectionString(SqliteOpenMode mode)
    {
        // A pooled connection would keep the file open after the run, and its locks and settings with it.
        var builder = new SqliteConnectionStringBuilder(_builder.ConnectionString) { Pooling = false };
        if (!_modeIsGiven && !IsMemory) builder.Mode = mode;
        return builder.ConnectionString;
    }

    /// <summary>Whether both mean one database: one file, by whatever path, or one shared memory.</summary>
    public bool IsSameDatabase(SqliteLocation other)
    {
        if (IsMemory || other.IsMemory) return MemoryName is not null && MemoryName == other.MemoryName;
        // Resolved again, for a file or link that came into being since.
        return RealPath.Same(_realPath!, other._realPath!) || RealPath.Same(File!, other.File!);
    }

    /// <summary>Why the file can't be opened at all, before SQLite is asked; null where nothing stands against it.</summary>
    public string? Obstacle(bool mayCreate)
    {
        if (Path is null || FileExists) return null;
        if (Directory.Exists(Path)) return $"{Path} is a folder, not a file. Name the database file in Data Source.";
        var folder = System.IO.Path.GetDirectoryName(Path);
        if (folder is not null && !Directory.Exists(folder)) return $"The file {Path} can't be there: the folder {folder} does not exist. Create the folder, or correct Data Source.";
        if (mayCreate && _neverCreates) return $"The file {Path} does not exist, and the mode in the connection string does not let it be created. Take the mode out, or create the file.";
        return mayCreate ? null : $"The file {Path} does not exist. Correct Data Source in the connection string.";
    }

    // The driver resolves relative paths against this directory too, where an application has set one.
    private static string DataDirectory()
        => AppContext.GetData("DataDirectory") as string is { Length: > 0 } directory ? System.IO.Path.GetFullPath(directory) : Environment.CurrentDirectory;
}
