namespace Syncline.Benchmarks;

/// <summary>Dapper refuses a positional record where SQLite holds decimals and dates as text; a class with setters it fills.</summary>
internal sealed class PlainCustomer
{
    public int Id { get; set; }

    public string Email { get; set; } = "";

    public string? Name { get; set; }

    public decimal LifetimeValue { get; set; }

    public DateTime UpdatedAt { get; set; }

    public bool Active { get; set; }

    public int? Age { get; set; }

    public double Score { get; set; }
}
