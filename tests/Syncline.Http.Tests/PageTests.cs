using Xunit;

namespace Syncline.Http.Tests;

/// <summary>The code of docs/destinations/http.md.</summary>
public sealed class PageTests
{
    [Fact]
    public void The_example_of_the_page_compiles_and_opens()
    {
        const string token = "t";
        using var account = new HttpAccount("https://api.example.com/v2/")
        {
            Authentication = HttpAuthentication.Bearer(token),
            MaxConnections = 8,
        };
        var contacts = new HttpDestination(account, "contacts")
        {
            Upsert = HttpCall.Put("contacts/{id}"),
            Delete = HttpCall.Delete("contacts/{id}"),
        };
        Assert.Equal(OperationKinds.Upsert | OperationKinds.Delete, contacts.Repeatable);
    }
}
