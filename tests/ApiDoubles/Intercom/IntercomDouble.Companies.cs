using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles;

// Companies.
public sealed partial class IntercomDouble
{
    // Recorded: code company_not_found.
    private static Task<bool> NoCompanyAsync(HttpContext http) => ErrorAsync(http, 404, "company_not_found", "Company Not Found");

    private Task CompanyAsync(HttpContext http, string companyId)
        => Companies.TryGetValue(companyId, out var company) ? CompanyAsync(http, company) : NoCompanyAsync(http);

    private async Task UpsertCompanyAsync(HttpContext http, ApiRequest request)
    {
        using var document = JsonDocument.Parse(request.Content);
        if (await RefuseAsync(http, "company", document.RootElement)) return;
        var companyId = Text(document.RootElement, "company_id")!;
        // Documented: one that is there is updated.
        if (!Companies.TryGetValue(companyId, out var company)) Companies.Add(companyId, company = new IntercomCompany(NewId(), companyId));
        company.Take(document.RootElement);
        await CompanyAsync(http, company);
    }

    private async Task UpdateCompanyAsync(HttpContext http, ApiRequest request, string id)
    {
        using var document = JsonDocument.Parse(request.Content);
        if (Companies.Values.FirstOrDefault(one => one.Id == id) is not { } company)
        {
            await NoCompanyAsync(http);
            return;
        }

        if (await RefuseAsync(http, "company", document.RootElement)) return;
        company.Take(document.RootElement);
        await CompanyAsync(http, company);
    }

    private static Task CompanyAsync(HttpContext http, IntercomCompany company) => JsonAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "company");
        json.WriteString("id", company.Id);
        json.WriteString("company_id", company.CompanyId);
        json.WriteEndObject();
    });
}
