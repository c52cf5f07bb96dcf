namespace Syncline;

/// <summary>What the generator writes for a model, apart from its key. Implemented explicitly, so that nothing collides with the user's members.</summary>
/// <typeparam name="TSelf">The model.</typeparam>
public interface ISyncModel<TSelf>
    where TSelf : ISyncModel<TSelf>
{
    /// <summary>The model's columns.</summary>
    static abstract SyncSchema Schema { get; }

    /// <summary>Visits the columns of a row in ordinal order.</summary>
    static abstract void Write<TWriter>(in TSelf row, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct;

    /// <summary>Builds a row: takes each column once, in ordinal order. A null key part reads as its type's default.</summary>
    static abstract TSelf Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct;

    /// <summary>The compared columns, but for the key's, in which two rows of one key differ.</summary>
    static abstract ColumnSet Compare(in TSelf before, in TSelf after);
}

/// <summary>A model with its key.</summary>
/// <typeparam name="TSelf">The model.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
public interface ISyncModel<TSelf, TKey> : ISyncModel<TSelf>
    where TSelf : ISyncModel<TSelf, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>The key of a row; <see langword="false"/> when a part of it is null.</summary>
    static abstract bool TryGetKey(in TSelf row, out TKey key);
}

/// <summary>A generated key: its parts in declaration order, equal by value.</summary>
/// <typeparam name="TSelf">The key.</typeparam>
public interface ISyncKey<TSelf> : IEquatable<TSelf>, IComparable<TSelf>
    where TSelf : struct, ISyncKey<TSelf>
{
    /// <summary>Visits the parts; the column is the part's place in the key, from 0.</summary>
    static abstract void Write<TWriter>(in TSelf key, ref TWriter writer)
        where TWriter : IRowWriter, allows ref struct;

    /// <summary>Builds a key from its parts.</summary>
    static abstract TSelf Read<TReader>(ref TReader reader)
        where TReader : IRowReader, allows ref struct;
}
