namespace Syncline.Doubles.Engine;

/// <summary>An error as SQL Server would send it to the client.</summary>
public sealed class SqlError : Exception
{
    public SqlError(int number, string message, int errorClass = 16, int state = 1)
        : base(message)
    {
        Number = number;
        Class = errorClass;
        State = state;
    }

    public int Number { get; }

    /// <summary>The severity: 11 to 16 for the user's faults, 20 and above end the connection.</summary>
    public int Class { get; }

    public int State { get; }

    /// <summary>The trigger it came from; empty where it came from none.</summary>
    public string Procedure { get; set; } = "";

    /// <summary>The transaction is undone whatever XACT_ABORT says.</summary>
    public bool EndsTransaction { get; init; }

    /// <summary>What follows in the batch is not executed.</summary>
    public bool EndsBatch { get; init; }

    /// <summary>"The statement has been terminated." follows, as after a constraint.</summary>
    public bool EndsStatement { get; init; }

    /// <summary>Raised by RAISERROR: XACT_ABORT does not look at it.</summary>
    public bool IsRaised { get; init; }

    /// <summary>Sent before this one, such as a trigger's own error before 3609.</summary>
    public SqlError? Cause { get; init; }
}
