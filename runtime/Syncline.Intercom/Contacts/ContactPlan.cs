using System.Text.Json;

namespace Syncline;

/// <summary>How the rows of a model become contacts.</summary>
/// <param name="Attributes">Where columns go.</param>
/// <param name="Role">The column of the role, or -1.</param>
internal sealed record ContactPlan(AttributePlan Attributes, int Role)
{
    private const OperationKinds Writes = OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert;
    private const string User = "user";

    /// <summary>Whether a contact may be in the way for something other than its external id.</summary>
    public bool HasOtherDetails => Attributes.IndexOf(ContactFields.Email) >= 0 || Attributes.IndexOf(ContactFields.Phone) >= 0;

    /// <summary>Makes it, and looks whether sync and workspace fit.</summary>
    /// <exception cref="DestinationException">They don't: everything that doesn't in one error; or the workspace can't be looked at.</exception>
    public static async Task<ContactPlan> OfAsync(IntercomContacts contacts, DeliveryContext context, CancellationToken cancellationToken)
    {
        var workspace = new IntercomWorkspace(contacts.Account, contacts.Identity, context);
        await workspace.CheckAsync(cancellationToken).ConfigureAwait(false);
        RecordKey.Check(context.Schema, "contact", RecordKey.OfContact, workspace.Problems);
        if ((context.Operations & OperationKinds.Delete) != 0 && !contacts.PermanentDelete) workspace.Problems.Add("removed rows are to be deleted, which Intercom does for good: it forgets the contact and its conversations. Set PermanentDelete if that is meant, or let them be archived with WhenRemoved.Archive");
        var plan = new AttributePlan(context.Schema, []);
        // What is only archived or deleted has no columns to place.
        if ((context.Operations & Writes) != 0) plan = AttributePlan.Of(context.Schema, ContactFields.All, await workspace.AttributesAsync("contact", cancellationToken).ConfigureAwait(false), workspace.Problems);
        workspace.ThrowIfAny();
        return new ContactPlan(plan, plan.IndexOf(ContactFields.Role));
    }

    /// <summary>Writes a contact that is created.</summary>
    /// <exception cref="UnfitRowException">A value has no form, or the row is no user.</exception>
    public void WriteNew<TModel>(Utf8JsonWriter json, in TModel row, string externalId)
        where TModel : ISyncModel<TModel>
    {
        CheckRole(in row);
        json.WriteStartObject();
        json.WriteString(ContactFields.Role, User);
        json.WriteString("external_id", externalId);
        Attributes.Write(json, in row, isNew: true);
        json.WriteEndObject();
    }

    /// <summary>Writes what a contact that is there becomes.</summary>
    /// <exception cref="UnfitRowException">A value has no form, or the row is no user.</exception>
    public void Write<TModel>(Utf8JsonWriter json, in TModel row)
        where TModel : ISyncModel<TModel>
    {
        CheckRole(in row);
        json.WriteStartObject();
        Attributes.Write(json, in row, isNew: false);
        json.WriteEndObject();
    }

    // Intercom ignores the external id of a lead that is created, so that every run would create another; and takes no user back to a lead.
    private void CheckRole<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
    {
        if (Role < 0 || CellTexts.OfRow(in row)[Role] is not { } role || role == User) return;
        var column = Attributes.Schema.Columns[Role];
        throw new UnfitRowException($"{column.Name} is {(column.IsSensitive ? "***" : $"\"{role}\"")}: only a user has an external id in Intercom, a lead that is created has none to be found by");
    }
}
