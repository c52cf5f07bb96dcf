using Microsoft.Win32.SafeHandles;

namespace Syncline;

/// <summary>An append-only store of byte strings: in memory up to a limit, beyond it in a temporary file private to the user.</summary>
internal sealed class Spool : IDisposable
{
    private const int ChunkSize = 1 << 20;
    private const int WindowSize = 1 << 20;

    private readonly long _memoryLimit;
    private readonly string? _folder;
    private readonly List<byte[]> _chunks = [];
    // Where the strings of each chunk end.
    private readonly List<int> _ends = [];
    private long _memory;
    private FileStream? _file;
    private long _fileLength;
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Makes an empty spool.</summary>
    /// <param name="memoryLimit">The most bytes held in memory.</param>
    /// <param name="folder">The file's folder; null for the system's.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder: better said now than at the first large run.</exception>
    public Spool(long memoryLimit, string? folder)
    {
        if (folder is not null && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder \"{folder}\" for the temporary file of changed rows. Create it, or leave SpoolFolder null for the system's.");
        (_memoryLimit, _folder) = (memoryLimit, folder);
    }

    public bool IsEmpty => _chunks.Count == 0 && _fileLength == 0;

    /// <summary>Whether the limit was passed.</summary>
    public bool OnDisk => _file is not null;

    /// <summary>The file, from when there is one.</summary>
    internal SafeFileHandle? Handle => _file?.SafeFileHandle;

    /// <summary>Appends a string and gives its address.</summary>
    /// <exception cref="IOException">The file can't be written: the disk is full, say.</exception>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is not null) return AppendToFile(bytes);
        if (_chunks.Count == 0 || _ends[^1] + bytes.Length > _chunks[^1].Length)
        {
            var size = Math.Max(ChunkSize, bytes.Length);
            if (_memory + size > _memoryLimit)
            {
                _file = Open();
                return AppendToFile(bytes);
            }

            _chunks.Add(GC.AllocateUninitializedArray<byte>(size));
            _ends.Add(0);
            _memory += size;
        }

        var address = AddressOf(_chunks.Count - 1, _ends[^1]);
        bytes.CopyTo(_chunks[^1].AsSpan(_ends[^1]));
        _ends[^1] += bytes.Length;
        return address;
    }

    /// <summary>The string at an address; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long address, int length)
    {
        if (address >= 0) return _chunks[(int)(address >> 32)].AsSpan((int)(uint)address, length);
        var at = ~address;
        if (at < _windowStart || at + length > _windowStart + _windowLength) Fill(at, length);
        return _window.AsSpan((int)(at - _windowStart), length);
    }

    /// <summary>The address of the string that was appended after another, which is not empty.</summary>
    /// <param name="address">The other's address.</param>
    /// <param name="length">The other's length.</param>
    public long After(long address, int length)
    {
        if (address < 0) return address - length;
        var (chunk, end) = ((int)(address >> 32), (int)(uint)address + length);
        if (end < _ends[chunk]) return AddressOf(chunk, end);
        return chunk + 1 < _chunks.Count ? AddressOf(chunk + 1, 0) : ~0L;
    }

    public void Dispose()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What still waits to be written is wanted no more, and the file is closed all the same.
        }

        _chunks.Clear();
    }

    private static long AddressOf(int chunk, int at) => (long)chunk << 32 | (uint)at;

    private long AppendToFile(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // Set all the same, it would flush what waits to be written: a call of the system for each row.
            if (_file!.Position != _fileLength) _file.Position = _fileLength;
            _file.Write(bytes);
        }
        catch (IOException e)
        {
            throw NoRoom(e);
        }

        var address = ~_fileLength;
        _fileLength += bytes.Length;
        return address;
    }

    private void Fill(long at, int length)
    {
        try
        {
            _file!.Flush();
        }
        catch (IOException e)
        {
            throw NoRoom(e);
        }

        if (_window.Length < length) _window = new byte[Math.Max(WindowSize, length)];
        _windowStart = at;
        _windowLength = (int)Math.Min(_window.Length, _fileLength - at);
        for (var read = 0; read < _windowLength;)
        {
            var count = RandomAccess.Read(_file.SafeFileHandle, _window.AsSpan(read, _windowLength - read), at + read);
            if (count == 0) throw new EndOfStreamException($"The spool {_file.Name} ended at {at + read} of {_fileLength} bytes.");
            read += count;
        }
    }

    private IOException NoRoom(IOException e)
    {
        var folder = _folder ?? Path.GetTempPath();
        // Without the runtime's own mention of the file, which has no name any more.
        var words = e.Message.Split(" : '")[0].TrimEnd('.');
        return new($"The temporary file of changed rows in {folder} could not be written: {words}. Make room there, name a folder with more in SpoolFolder, or raise SpoolMemory, and run again.", e);
    }

    private FileStream Open()
    {
        var path = Path.Combine(_folder ?? Path.GetTempPath(), $"syncline-{Guid.NewGuid():N}.spool");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            Options = FileOptions.DeleteOnClose,
        };
        if (OperatingSystem.IsWindows()) return new FileStream(path, options);
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        options.Options = FileOptions.None;
        var file = new FileStream(path, options);
        // Nameless from here on: a process that is killed leaves no rows behind.
        File.Delete(path);
        return file;
    }
}
