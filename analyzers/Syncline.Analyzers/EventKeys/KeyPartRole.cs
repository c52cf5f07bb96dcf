namespace Syncline.Analyzers.EventKeys;

/// <summary>What a column looks like.</summary>
internal enum KeyPartRole
{
    /// <summary>Nothing known, or the id of a thing to which this event happens once: the benefit of the doubt.</summary>
    Unknown,

    /// <summary>The event's own id.</summary>
    Own,

    /// <summary>The event's own id unless another model of the project says otherwise: <c>InvoiceId</c> of <c>InvoiceEvent</c>.</summary>
    OwnByName,

    /// <summary>A number that counts what happens to one thing.</summary>
    Sequence,

    /// <summary>An instant.</summary>
    Timestamp,

    /// <summary>A day.</summary>
    Day,

    /// <summary>What kind of event it is.</summary>
    EventType,

    /// <summary>A type with few values.</summary>
    Few,

    /// <summary>An attribute: an e-mail address, a status.</summary>
    Attribute,

    /// <summary>The id of an order or the like: alone it is something else's, beside another column it may well tell apart, as an order and a product do.</summary>
    Document,

    /// <summary>The id of something else.</summary>
    Foreign,
}
