using Syncline.Analyzers.EventKeys;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class NameWordsTests
{
    [Theory]
    [InlineData("UserId", "user id")]
    [InlineData("user_id", "user id")]
    [InlineData("userID", "user id")]
    [InlineData("userid", "user id")]
    [InlineData("USER_ID", "user id")]
    [InlineData("_userId", "user id")]
    [InlineData("SalesOrderIDs", "sale order id")]
    [InlineData("HTTPRequestId", "http request id")]
    [InlineData("domain_sessionid", "domain session id")]
    [InlineData("rowguid", "row guid")]
    [InlineData("messageguid", "message guid")]
    [InlineData("Paid", "paid")]
    [InlineData("android", "android")]
    [InlineData("Territories", "territory")]
    [InlineData("Addresses", "address")]
    [InlineData("Status", "status")]
    [InlineData("GA4Event", "ga4 event")]
    [InlineData("_", "")]
    public void Words_of_a_name(string name, string words) => Assert.Equal(words, string.Join(' ', NameWords.Split(name)));
}
