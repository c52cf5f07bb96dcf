using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>Takes a row's columns once and keeps its key image and the canonical encoding of its compared columns.</summary>
/// <remarks>
/// A source that feeds it visits the columns in ordinal order, each once, and gives a value as the type of its <see cref="ColumnKind"/>.
/// It holds buffers: pass it by reference and never copy it.
/// </remarks>
public struct RowEncoder : IUtf8RowWriter
{
    private const int FirstSize = 512;
    private const int FirstKeySize = 64;

    // A tag and the largest value of fixed size.
    private const int ValueRoom = 1 + CanonicalForm.MaxSize;
    private const byte NullTag = 0;
    private const byte ValueTag = 1;

    private readonly EncoderPlan _plan;
    private readonly ColumnRole[] _roles;
    private byte[] _body;
    private byte[] _key;
    private int _bodyEnd;
    private int _keyEnd;
    private bool _keyIsNull;
    private readonly double[] _tolerances;
    private int _tolerancesEnd;

    // For keys whose parts don't come in the order of the key: where each part lies, and the key put together.
    private readonly (int Start, int Length)[] _parts;
    private byte[] _ordered;
    private bool _isOrdered;

    /// <summary>An encoder for a model's rows.</summary>
    public RowEncoder(SyncSchema schema)
        : this(EncoderPlan.Of(schema ?? throw new ArgumentNullException(nameof(schema))))
    {
    }

    /// <summary>An encoder that takes what a plan says.</summary>
    internal RowEncoder(EncoderPlan plan)
    {
        _plan = plan;
        _roles = _plan.Roles;
        _body = [];
        _key = [];
        _ordered = [];
        _tolerances = new double[_plan.Tolerances];
        _parts = _plan.KeyInOrder ? [] : new (int, int)[_plan.KeyParts];
        PooledBuffer.Ensure(ref _body, 0, FirstSize);
        PooledBuffer.Ensure(ref _key, 0, FirstKeySize);
    }

    /// <summary>Whether a part of the key is null: the row is invalid, and has neither image nor key.</summary>
    internal readonly bool KeyIsNull => _keyIsNull;

    /// <summary>The key's 16 bytes, or the hash of a longer one, as <see cref="KeyFormat"/> has it.</summary>
    internal UInt128 KeyImage
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_parts.Length == 0 && _keyEnd <= KeyFormat.ExactBytes && !_plan.Key.Folds) return KeyFormat.Padded(ref MemoryMarshal.GetArrayDataReference(_key), _keyEnd);
            return _plan.Key.ImageOf(KeyBytes);
        }
    }

    /// <summary>The canonical encoding of the key, its parts in the order of the key. Valid until the next row.</summary>
    internal ReadOnlySpan<byte> KeyBytes
    {
        get
        {
            if (_parts.Length == 0) return _key.AsSpan(0, _keyEnd);
            if (!_isOrdered) PutInOrder();
            return _ordered.AsSpan(0, _keyEnd);
        }
    }

    /// <summary>The values of the columns compared within a tolerance, in ordinal order, in the form <see cref="ToleranceSlot"/> has. Valid until the next row.</summary>
    internal readonly ReadOnlySpan<double> Tolerances => _tolerances.AsSpan(0, _tolerancesEnd);

    /// <summary>The canonical encoding of the compared columns, without those of the key. Valid until the next row.</summary>
    internal readonly ReadOnlySpan<byte> CanonicalBytes => _body.AsSpan(0, _bodyEnd);

    /// <summary>The hash of the compared columns.</summary>
    internal readonly ulong Hash() => XxHash3.HashToUInt64(_body.AsSpan(0, _bodyEnd));

    /// <summary>Makes ready for the next row.</summary>
    internal void Reset()
    {
        _bodyEnd = 0;
        _keyEnd = 0;
        _tolerancesEnd = 0;
        _keyIsNull = false;
        _isOrdered = false;
    }

    /// <summary>Gives the buffers back. The encoder can be used again.</summary>
    internal void Release()
    {
        Reset();
        PooledBuffer.Release(ref _body);
        PooledBuffer.Release(ref _key);
        PooledBuffer.Release(ref _ordered);
    }

    /// <inheritdoc/>
    public void Null(int column)
    {
        switch (_roles[column])
        {
            case ColumnRole.Hash or ColumnRole.FoldedHash:
                PooledBuffer.Ensure(ref _body, _bodyEnd, ValueRoom);
                _body[_bodyEnd++] = NullTag;
                break;
            case ColumnRole.Key:
                _keyIsNull = true;
                break;
            case ColumnRole.Tolerance:
                _tolerances[_tolerancesEnd++] = ToleranceSlot.Null;
                break;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Value<T>(int column, T value)
        where T : struct
    {
        if (_roles[column] != ColumnRole.Hash)
        {
            Other(column, value);
            return;
        }

        PooledBuffer.Ensure(ref _body, _bodyEnd, ValueRoom);
        ref var at = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_body), _bodyEnd);
        at = ValueTag;
        _bodyEnd += 1 + CanonicalForm.Write(ref Unsafe.Add(ref at, 1), value);
    }

    /// <inheritdoc/>
    public void Text(int column, string value)
    {
        if (value is null)
        {
            Null(column);
            return;
        }

        var role = _roles[column];
        if (role is ColumnRole.Hash or ColumnRole.FoldedHash)
        {
            BeginBody();
            _bodyEnd = CanonicalText.Write(ref _body, _bodyEnd, value, role == ColumnRole.FoldedHash);
        }
        else if (role == ColumnRole.Key)
        {
            EndPart(column, CanonicalText.Write(ref _key, _keyEnd, value, fold: false));
        }
    }

    /// <summary>The column's text as UTF-8, as a driver or file holds it.</summary>
    /// <param name="column">The column, of the kind <see cref="ColumnKind.Text"/>.</param>
    /// <param name="value">Valid UTF-8; what is not valid has to go through <see cref="Text"/>, as the driver would read it.</param>
    public void Utf8(int column, ReadOnlySpan<byte> value)
    {
        var role = _roles[column];
        if (role is ColumnRole.Hash or ColumnRole.FoldedHash)
        {
            BeginBody();
            _bodyEnd = CanonicalText.WriteUtf8(ref _body, _bodyEnd, value, role == ColumnRole.FoldedHash);
        }
        else if (role == ColumnRole.Key)
        {
            EndPart(column, CanonicalText.WriteUtf8(ref _key, _keyEnd, value, fold: false));
        }
    }

    /// <inheritdoc/>
    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
        var role = _roles[column];
        if (role == ColumnRole.Hash)
        {
            BeginBody();
            _bodyEnd = CanonicalText.WriteBytes(ref _body, _bodyEnd, value);
        }
        else if (role == ColumnRole.Key)
        {
            EndPart(column, CanonicalText.WriteBytes(ref _key, _keyEnd, value));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginBody()
    {
        PooledBuffer.Ensure(ref _body, _bodyEnd, ValueRoom);
        _body[_bodyEnd++] = ValueTag;
    }

    private void Other<T>(int column, T value)
        where T : struct
    {
        switch (_roles[column])
        {
            case ColumnRole.Key:
                PooledBuffer.Ensure(ref _key, _keyEnd, ValueRoom);
                EndPart(column, _keyEnd + CanonicalForm.Write(ref _key[_keyEnd], value));
                break;
            case ColumnRole.Tolerance:
                _tolerances[_tolerancesEnd++] = ToleranceSlot.Of(value);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndPart(int column, int end)
    {
        if (_parts.Length > 0) _parts[_plan.PartOf[column]] = (_keyEnd, end - _keyEnd);
        _keyEnd = end;
    }

    private void PutInOrder()
    {
        PooledBuffer.Ensure(ref _ordered, 0, _keyEnd);
        var end = 0;
        foreach (var (start, length) in _parts)
        {
            _key.AsSpan(start, length).CopyTo(_ordered.AsSpan(end));
            end += length;
        }

        _isOrdered = true;
    }
}
