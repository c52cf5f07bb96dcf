using System.Text.Json;

namespace Syncline;

/// <summary>Where the value of a property lies: in its line, or where its escapes were resolved.</summary>
internal struct JsonCell
{
    /// <summary>What it is; <see cref="JsonTokenType.None"/> where there is no such property.</summary>
    public JsonTokenType Type;

    public int Start;

    public int Length;

    /// <summary>Whether it had escapes, and lies without them in the memory beside the line.</summary>
    public bool IsResolved;
}
