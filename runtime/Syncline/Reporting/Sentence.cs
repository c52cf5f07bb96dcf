namespace Syncline;

/// <summary>Makes sentences of other people's messages, so that what follows them is a sentence of its own.</summary>
internal static class Sentence
{
    /// <summary>The message with a full stop, unless it ends a sentence already.</summary>
    public static string Of(string message)
    {
        var text = message.TrimEnd();
        return text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : $"{text}.";
    }

    /// <summary>The error's message with a full stop; the error's type where it has no message.</summary>
    public static string Of(Exception e) => Of(string.IsNullOrWhiteSpace(e.Message) ? e.GetType().Name : e.Message);
}
