using AudienceSync;
using Microsoft.Data.Sqlite;
using Syncline;

var work = Directory.CreateTempSubdirectory("syncline-audiencesync-");
var (runs, requests) = (new Runs(), new RequestTable());
IService[] services = [];
try
{
    var shop = new Shop(Path.Combine(work.FullName, "shop.db"));
    var state = new SqliteStateStore(Path.Combine(work.FullName, "state.db"));
    services = [new Mailchimp(shop, state, runs, requests.Add), new Salesforce(shop, state, runs, requests.Add), new Intercom(shop, state, runs, requests.Add)];
    foreach (var service in services) await service.StartAsync();

    await StepAsync("First run: every customer and purchase is new, and in the middle of it Mailchimp has too many requests for a while", service => service.RunAsync());
    shop.Change();
    await StepAsync("A customer came and bought, two changed, one went", service => service.RunAsync());
    await StepAsync("Nothing happened: nothing is sent", service => service.RunAsync());
    await StepAsync("Archive: those whom a former tool left behind, by a list of them", service => service.ArchiveAsync());

    Console.WriteLine("== What is there");
    foreach (var service in services) service.Check();
    Console.WriteLine("\n== Requests");
    requests.Print();
    runs.Same("requests were told to wait, and sent again", requests.Count(429), Mailchimp.Storm);
}
finally
{
    foreach (var service in services) await service.DisposeAsync();
    SqliteConnection.ClearAllPools();
    work.Delete(recursive: true);
}

return runs.Failures;

async Task StepAsync(string title, Func<IService, Task> run)
{
    Console.WriteLine($"== {title}\n");
    foreach (var service in services) await run(service);
}
