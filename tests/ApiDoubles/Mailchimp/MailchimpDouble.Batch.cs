using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles;

// Batches of members, and members by conditions the API has for each.
public sealed partial class MailchimpDouble
{
    private static readonly string[] Statuses = ["subscribed", "unsubscribed", "cleaned", "pending", "transactional"];

    private static async Task BatchAsync(HttpContext http, MailchimpAudienceDouble audience, ApiRequest request)
    {
        using var body = JsonDocument.Parse(request.Content);
        var members = body.RootElement.GetProperty("members");
        // Documented: at most 500.
        if (members.GetArrayLength() > 500)
        {
            await ProblemAsync(http, 400, "Invalid Resource", "Members can have at most 500 items.");
            return;
        }

        var updates = body.RootElement.TryGetProperty("update_existing", out var update) && update.GetBoolean();
        var (created, updated, errors) = (new List<MailchimpMember>(), new List<MailchimpMember>(), new List<(string Email, string Error, string Code)>());
        foreach (var member in members.EnumerateArray()) Take(audience, member, updates, SkipsValidation(request), created, updated, errors);
        await ObjectAsync(http, json =>
        {
            WriteMembers(json, "new_members", created);
            WriteMembers(json, "updated_members", updated);
            json.WriteStartArray("errors");
            foreach (var (email, error, code) in errors)
            {
                json.WriteStartObject();
                json.WriteString("email_address", email);
                json.WriteString("error", error);
                json.WriteString("error_code", code);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("total_created", created.Count);
            json.WriteNumber("total_updated", updated.Count);
            json.WriteNumber("error_count", errors.Count);
        });
    }

    private static void Take(MailchimpAudienceDouble audience, JsonElement member, bool updates, bool skipsValidation, List<MailchimpMember> created, List<MailchimpMember> updated, List<(string Email, string Error, string Code)> errors)
    {
        var (email, status) = (Text(member, "email_address") ?? "", Text(member, "status"));
        if (audience.PassedOver.Count > 0 && audience.PassedOver.Contains(email)) return;
        var hash = MailchimpAudienceDouble.HashOf(email);
        var there = audience.Find(hash);
        var isNew = there is null || (there.Status == "archived" && !audience.ArchivedIsThere && !updates);
        // Documented: without update_existing a member that is there is left alone, with this code.
        if (!isNew && !updates) errors.Add((email, $"{email} is already a list member, do you want to update? please provide update_existing:true in the request body", "ERROR_CONTACT_EXISTS"));
        else if (Refusal(audience, email, member, status, isNew, skipsValidation) is { } refusal) errors.Add((email, refusal.Detail, "ERROR_GENERIC"));
        else (isNew ? created : updated).Add(Write(audience, there ?? audience.AddByHash(hash, email, ""), member, status));
    }

    private static MailchimpMember Write(MailchimpAudienceDouble audience, MailchimpMember member, JsonElement from, string? status)
    {
        member.Take(from, audience);
        // Recorded: a status overwrites what the member has, an unsubscription too, and brings an archived one back; without one it stays.
        if (status is not null) member.Status = status;
        return member;
    }

    /// <summary>Why a member is not taken; null where it is. The words are the API's, as far as they were seen.</summary>
    private static (string Title, string Detail)? Refusal(MailchimpAudienceDouble audience, string email, JsonElement member, string? status, bool isNew, bool skipsValidation)
    {
        if (!email.Contains('@', StringComparison.Ordinal)) return ("Invalid Resource", "Please provide a valid email address.");
        if (email.Contains("fake", StringComparison.Ordinal)) return ("Invalid Resource", $"{email} looks fake or invalid, please enter a real email address.");
        if (isNew && audience.Forgotten.Count > 0 && audience.Forgotten.Contains(MailchimpAudienceDouble.HashOf(email))) return ("Forgotten Email Not Subscribed", $"{email} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.");
        if (status == "subscribed" && audience.InCompliance.Contains(email)) return ("Member In Compliance State", $"{email} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.");
        if (isNew && audience.SignedUpALot.Contains(email)) return ("Invalid Resource", $"{email} has signed up to a lot of lists very recently; we're not allowing more signups for now.");
        if ((status is null && isNew) || (status is not null && !Statuses.Contains(status))) return ("Invalid Resource", "The resource submitted could not be validated: status.");
        return HasGoodFields(audience, member, isNew && !skipsValidation) ? null : ("Invalid Resource", "Your merge fields were invalid.");
    }

    private static bool HasGoodFields(MailchimpAudienceDouble audience, JsonElement member, bool needsAll)
    {
        var fields = member.TryGetProperty("merge_fields", out var given) ? given : default;
        if (fields.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in fields.EnumerateObject())
            {
                // Recorded elsewhere: a yes or no is taken as text alone.
                if (field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False) return false;
                if (audience.Invalid.Count > 0 && audience.Invalid.Contains((field.Name, field.Value.GetRawText()))) return false;
            }
        }

        if (!needsAll) return true;
        foreach (var (tag, isRequired) in audience.MergeFields)
        {
            if (isRequired && !(fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(tag, out var value) && value.ToString().Length > 0)) return false;
        }

        return true;
    }

    private static bool SkipsValidation(ApiRequest request) => request.Target.Contains("skip_merge_validation=true", StringComparison.Ordinal);

    private static void WriteMembers(Utf8JsonWriter json, string name, List<MailchimpMember> members)
    {
        json.WriteStartArray(name);
        foreach (var member in members) member.Write(json);
        json.WriteEndArray();
    }
}
