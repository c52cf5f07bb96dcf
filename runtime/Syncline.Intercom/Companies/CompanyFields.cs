namespace Syncline;

/// <summary>The fields of a company that the API names.</summary>
internal static class CompanyFields
{
    public static readonly StandardField[] All =
    [
        new("name", AttributeForm.Text),
        new("plan", AttributeForm.Text),
        new("size", AttributeForm.Whole),
        new("website", AttributeForm.Text),
        new("industry", AttributeForm.Text),
        new("monthly_spend", AttributeForm.Whole) { Loses = "Intercom cuts what is behind the point. Round it in the query, or have it in a custom attribute" },
        new("remote_created_at", AttributeForm.Time),
    ];
}
