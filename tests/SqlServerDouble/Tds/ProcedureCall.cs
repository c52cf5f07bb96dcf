using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Tds;

/// <summary>A parameter as the client sent it.</summary>
internal sealed record CallParameter(string Name, bool IsOutput, SqlType Type, object? Value);

/// <summary>An RPC message: a procedure by name or by number.</summary>
internal sealed record ProcedureCall(string Name, IReadOnlyList<CallParameter> Parameters)
{
    private static readonly string[] Numbered =
    [
        "", "sp_cursor", "sp_cursoropen", "sp_cursorprepare", "sp_cursorexecute", "sp_cursorprepexec", "sp_cursorunprepare", "sp_cursorfetch", "sp_cursoroption",
        "sp_cursorclose", "sp_executesql", "sp_prepare", "sp_execute", "sp_prepexec", "sp_prepexecrpc", "sp_unprepare",
    ];

    public static ProcedureCall Read(byte[] body)
    {
        var reader = new WireReader(body);
        reader.SkipAllHeaders();
        var length = reader.UInt16();
        var name = length == 0xFFFF ? Numbered[reader.UInt16()] : reader.Text(length);
        reader.UInt16();
        var parameters = new List<CallParameter>();
        while (!reader.IsAtEnd)
        {
            if (reader.Peek() is 0x80 or 0xFF)
                throw SqlErrors.NotSupported("several procedure calls in one message");
            var parameter = reader.ByteLengthText();
            var status = reader.Byte();
            var type = reader.Type();
            parameters.Add(new CallParameter(parameter, (status & 1) != 0, type.Type, reader.Value(type)));
        }

        // "[db]..[sp_name]" and "dbo.sp_name" are one procedure here.
        return new ProcedureCall(name[(name.LastIndexOf('.') + 1)..].Trim('[', ']'), parameters);
    }
}
