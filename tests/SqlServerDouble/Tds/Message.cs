namespace Syncline.Doubles.Tds;

internal enum MessageKind : byte
{
    Batch = 0x01,
    Call = 0x03,
    Attention = 0x06,
    BulkLoad = 0x07,
    Transaction = 0x0E,
    Login = 0x10,
    PreLogin = 0x12,
}

/// <summary>A message of a client, its packets put together.</summary>
/// <param name="Resets">The connection was taken out of a pool: forget the session before.</param>
internal sealed record Message(MessageKind Kind, byte[] Body, bool Resets);
