using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Syncline;

/// <summary>The rows of a JSON Lines file.</summary>
internal sealed class JsonLinesRows(SourceFile file, SyncSchema schema, Stream opened, LineReader lines, bool hasFirst, JsonLinesReadOptions options) : CellRows<JsonLinesRows.Cells>(file, schema, opened)
{
    private readonly JsonObject _object = new(schema, options);
    private readonly Base64Scratch _base64 = new();
    private bool _isBeforeFirst = true;
    private (string Column, string Words)? _problem;

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isBeforeFirst)
        {
            _isBeforeFirst = false;
            return new(Taken(hasFirst));
        }

        var reading = lines.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Taken(reading.Result)) : WaitAsync(reading);
    }

    public override ValueTask DisposeAsync() => lines.DisposeAsync();

    public override string Position() => $"line {Number(lines.Number)} of {File.Name}";

    protected override Cells Current => _problem is null ? new(this) : throw new UnreadableRowException(_problem.Value.Column, $"Line {Number(lines.Number)} of {File.Name} {_problem.Value.Words}.");

    protected override bool HoldsNull(int column) => _object.Cells[column].Type is JsonTokenType.Null or JsonTokenType.None;

    protected override string Found(int column, bool masked) => _object.Cells[column].Type switch
    {
        JsonTokenType.None => "is not there",
        JsonTokenType.String when !masked => $"holds the text {FoundWords.Quoted(BytesOf(column))}",
        JsonTokenType.Number when !masked => $"holds the number {FoundWords.Cut(BytesOf(column))}",
        JsonTokenType.True or JsonTokenType.False when masked => "holds a truth value",
        var type => $"holds {JsonObject.Kind(type)}",
    };

    protected override string KeyValue(int column) => _object.Cells[column].Type switch
    {
        JsonTokenType.String => FoundWords.Quoted(BytesOf(column)),
        JsonTokenType.Number => FoundWords.Cut(BytesOf(column)),
        var type => JsonObject.Kind(type),
    };

    protected override string Explain(int column)
    {
        var kind = Schema.Columns[column].Kind;
        var isValue = _object.Cells[column].Type is JsonTokenType.String or JsonTokenType.Number;
        return isValue && kind != ColumnKind.Text && kind != ColumnKind.Boolean && Fits(_object.Cells[column].Type, IsNumber(kind))
            ? TextMisfit.Explain(BytesOf(column), kind)
            : $"but {Kinds.A(kind)} is read from {Form(kind)}. Correct the value, or change the property's type.";
    }

    private static bool IsNumber(ColumnKind kind) => Kinds.IsInteger(kind) || kind is ColumnKind.Single or ColumnKind.Double or ColumnKind.Decimal;

    /// <summary>Numbers may be texts too: JavaScript holds none beyond 53 bits, and JSON has neither NaN nor infinities.</summary>
    private static bool Fits(JsonTokenType type, bool isNumber) => type == JsonTokenType.String || (isNumber && type == JsonTokenType.Number);

    private static string Form(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "true or false",
        ColumnKind.Text => "a text",
        ColumnKind.Bytes => "a text in Base64",
        _ when IsNumber(kind) => "a number, or a text that is one",
        _ => "a text",
    };

    private async ValueTask<bool> WaitAsync(ValueTask<bool> reading) => Taken(await reading.ConfigureAwait(false));

    private bool Taken(bool hasRow)
    {
        if (hasRow) _problem = _object.Take(lines.Line);
        return hasRow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> BytesOf(int column) => _object.BytesOf(lines.Line, column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T ValueOf<T>(int column)
        where T : struct
    {
        var type = _object.Cells[column].Type;
        if (typeof(T) == typeof(bool))
        {
            if (type is not (JsonTokenType.True or JsonTokenType.False)) throw Mismatch(column);
            return Unsafe.BitCast<bool, T>(type == JsonTokenType.True);
        }

        return Fits(type, IsNumber<T>()) && TextValue.TryRead(BytesOf(column), out T value) ? value : throw Mismatch(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNumber<T>()
        where T : struct
        => typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(decimal) || typeof(T) == typeof(float)
            || typeof(T) == typeof(short) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong);

    private ReadOnlySpan<byte> TextOf(int column) => _object.Cells[column].Type == JsonTokenType.String ? BytesOf(column) : throw Mismatch(column);

    private ReadOnlySpan<byte> Decoded(int column) => _base64.TryDecode(TextOf(column), out var bytes) ? bytes : throw Mismatch(column);

    /// <summary>The current row's properties.</summary>
    internal readonly struct Cells(JsonLinesRows rows) : IStoredCells
    {
        public bool IsNull(int column) => rows.HoldsNull(column);

        public T ValueOf<T>(int column)
            where T : struct
            => rows.ValueOf<T>(column);

        public ReadOnlySpan<byte> TextOf(int column) => rows.TextOf(column);

        public ReadOnlySpan<byte> BytesOf(int column) => rows.Decoded(column);
    }
}
