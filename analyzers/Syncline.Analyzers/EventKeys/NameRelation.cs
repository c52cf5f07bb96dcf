namespace Syncline.Analyzers.EventKeys;

/// <summary>How the name of a thing stands in the name of an event model.</summary>
internal enum NameRelation
{
    /// <summary>Nowhere: <c>User</c> in <c>PageViewed</c>.</summary>
    Unrelated,

    /// <summary>It is the model's name: <c>Order</c> of <c>Order</c>, <c>OrderRow</c>.</summary>
    Same,

    /// <summary>The model is an event of it: <c>Invoice</c> in <c>InvoiceEvent</c>.</summary>
    EventOf,

    /// <summary>The same with further words: <c>User</c> in <c>UserActivityLog2</c> or <c>AppUserEvent</c>.</summary>
    PartOfEventOf,

    /// <summary>What happens to it happens again and again: <c>User</c> in <c>UserLoggedIn</c>.</summary>
    Repeated,

    /// <summary>What happens to it happens often where many share it: <c>Product</c> in <c>ProductAdded</c>.</summary>
    RepeatedForThings,

    /// <summary>What happens to it may well happen once: <c>Order</c> in <c>OrderPlaced</c>.</summary>
    Happening,
}
