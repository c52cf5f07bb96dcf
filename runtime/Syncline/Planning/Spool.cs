using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Syncline;

/// <summary>An append-only store of byte strings, in blocks: in memory up to a limit, beyond it in a temporary file private to the user.</summary>
internal sealed class Spool : IDisposable
{
    /// <summary>The size of a block, but for the first ones, which are smaller, and those of a string that is larger.</summary>
    internal const int BlockSize = 256 << 10;

    private const int FirstSize = 16 << 10;
    private const int NoBlock = -1;

    private readonly long _memoryLimit;
    private readonly string? _folder;
    private readonly List<Block> _blocks = [];
    // Blocks that were written to the file, and whose memory is free for others.
    private readonly ConcurrentQueue<byte[]> _free = [];
    private byte[] _current = [];
    private int _end;
    private long _memory;
    private FileStream? _file;
    private long _fileLength;
    private byte[] _window = [];
    private int _windowBlock = NoBlock;

    /// <summary>Makes an empty spool.</summary>
    /// <param name="memoryLimit">The most bytes held in memory, but for a few blocks on their way.</param>
    /// <param name="folder">The file's folder; null for the system's.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder: better said now than at the first large run.</exception>
    public Spool(long memoryLimit, string? folder)
    {
        if (folder is not null && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder \"{folder}\" for the temporary file of changed rows. Create it, or leave SpoolFolder null for the system's.");
        (_memoryLimit, _folder) = (memoryLimit, folder);
    }

    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>Whether the limit was passed.</summary>
    public bool OnDisk => _file is not null;

    /// <summary>The file, from when there is one.</summary>
    internal SafeFileHandle? Handle => _file?.SafeFileHandle;

    /// <summary>The block that is being filled, as far as it is.</summary>
    public SpoolBlock Rest => new(_current, IsKept: true);

    /// <summary>Makes room for a string, to be filled by the caller before the next call.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="address">Where it is found again.</param>
    /// <param name="full">The block that was full, if one was: it may be read until it is given back by <see cref="Return"/>, which whoever gets it has to do.</param>
    /// <exception cref="IOException">The file can't be written: the disk is full, say.</exception>
    public Span<byte> Reserve(int length, out long address, out SpoolBlock? full)
    {
        full = null;
        if (_end + (long)length > _current.Length || _blocks.Count == 0) full = NextBlock(length);
        address = AddressOf(_blocks.Count - 1, _end);
        var room = _current.AsSpan(_end, length);
        _end += length;
        return room;
    }

    /// <summary>Appends a string and gives its address.</summary>
    /// <exception cref="IOException">The file can't be written: the disk is full, say.</exception>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length, out var address, out var full));
        if (full is { } block) Return(block);
        return address;
    }

    /// <summary>Gives a full block back. By any thread.</summary>
    public void Return(SpoolBlock block)
    {
        if (!block.IsKept && block.Bytes.Length == BlockSize) _free.Enqueue(block.Bytes);
    }

    /// <summary>The string at an address; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long address, int length)
    {
        var (block, at) = PlaceOf(address);
        return (_blocks[block].Bytes ?? Load(block)).AsSpan(at, length);
    }

    /// <summary>The address of the string that was appended after another, which is not empty.</summary>
    /// <param name="address">The other's address.</param>
    /// <param name="length">The other's length.</param>
    public long After(long address, int length)
    {
        var (block, at) = PlaceOf(address);
        var end = block == _blocks.Count - 1 ? _end : _blocks[block].End;
        // One that comes next and has a block of its own begins it.
        return at + length < end || block == _blocks.Count - 1 ? AddressOf(block, at + length) : AddressOf(block + 1, 0);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _blocks.Clear();
    }

    private static long AddressOf(int block, int at) => (long)block << 32 | (uint)at;

    private static (int Block, int At) PlaceOf(long address) => ((int)(address >> 32), (int)address);

    /// <summary>Puts the block that is full where it stays, and begins another.</summary>
    private SpoolBlock? NextBlock(int length)
    {
        SpoolBlock? full = null;
        if (_blocks.Count > 0)
        {
            var isKept = _file is null && _memory + _current.Length <= _memoryLimit;
            var at = isKept ? 0 : Write();
            _blocks[^1] = new(isKept ? _current : null, _end, at);
            if (isKept) _memory += _current.Length;
            full = new(_current, isKept);
        }

        var size = Math.Max(length, _blocks.Count == 0 ? FirstSize : Math.Min(2L * Math.Max(_current.Length, FirstSize), BlockSize));
        _current = size == BlockSize && _free.TryDequeue(out var free) ? free : GC.AllocateUninitializedArray<byte>((int)size);
        _end = 0;
        _blocks.Add(new(_current, 0, 0));
        return full;
    }

    private long Write()
    {
        try
        {
            _file ??= Open();
            RandomAccess.Write(_file.SafeFileHandle, _current.AsSpan(0, _end), _fileLength);
        }
        catch (IOException e)
        {
            throw NoRoom(e);
        }

        var at = _fileLength;
        _fileLength += _end;
        return at;
    }

    private byte[] Load(int block)
    {
        if (block == _windowBlock) return _window;
        var (_, length, at) = _blocks[block];
        if (_window.Length < length) _window = GC.AllocateUninitializedArray<byte>(Math.Max(length, BlockSize));
        _windowBlock = NoBlock;
        for (var read = 0; read < length;)
        {
            var count = RandomAccess.Read(_file!.SafeFileHandle, _window.AsSpan(read, length - read), at + read);
            if (count == 0) throw new EndOfStreamException($"The spool {_file.Name} ended at {at + read} of {_fileLength} bytes.");
            read += count;
        }

        _windowBlock = block;
        return _window;
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
            // Blocks are passed on as they are.
            BufferSize = 0,
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

    /// <summary>A block: its bytes where they are in memory, where it ends, and where in the file it begins.</summary>
    private readonly record struct Block(byte[]? Bytes, int End, long At);
}

/// <summary>A block of a spool, with strings one after the other.</summary>
/// <param name="Bytes">The block.</param>
/// <param name="IsKept">Whether it stays in memory as long as the spool.</param>
internal readonly record struct SpoolBlock(byte[] Bytes, bool IsKept);
