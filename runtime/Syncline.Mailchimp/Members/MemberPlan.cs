using System.Text.Json;

namespace Syncline;

/// <summary>How the rows of a model become members.</summary>
/// <param name="Schema">The model.</param>
/// <param name="Columns">Where each column goes.</param>
/// <param name="Groups">The objects of a member's JSON, parents before what stands in them.</param>
/// <param name="Status">The column of the status, or -1.</param>
/// <param name="StatusIfNew">The column of the status of new members, or -1.</param>
/// <param name="NewStatus">The status of new members where no column says it.</param>
internal sealed record MemberPlan(SyncSchema Schema, MemberColumn[] Columns, MemberGroup[] Groups, int Status, int StatusIfNew, MailchimpStatus? NewStatus)
{
    private const OperationKinds Writes = OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert;
    private const OperationKinds Creates = OperationKinds.Insert | OperationKinds.Upsert;

    /// <summary>Makes it, and looks whether sync and audience fit.</summary>
    /// <exception cref="DestinationException">They don't: everything that doesn't in one error; or the audience can't be looked at.</exception>
    public static async Task<MemberPlan> OfAsync(MailchimpAudience audience, DeliveryContext context, CancellationToken cancellationToken)
    {
        var (list, problems) = (new MailchimpList(audience.Account, audience.ListId), new List<string>());
        EmailKey.Check(context.Schema, problems);
        if ((context.Operations & OperationKinds.Delete) != 0 && !audience.PermanentDelete) problems.Add("removed rows are to be deleted, which Mailchimp does for good: it forgets the member, and does not let the API add the address again. Set PermanentDelete if that is meant, or let them be archived with WhenRemoved.Archive");
        var plan = new MemberPlan(context.Schema, [], [], -1, -1, audience.NewMemberStatus);
        if ((context.Operations & Writes) != 0)
        {
            var found = await list.FindAsync("merge-fields?count=1000&fields=merge_fields.tag,merge_fields.required", "audience's merge fields", audience.Identity, context.RunId, cancellationToken).ConfigureAwait(false);
            if (found is { } fields)
            {
                var isRequired = audience.SkipMergeValidation || (context.Operations & Creates) == 0 ? (Func<JsonElement, bool>)(static _ => false) : static field => field.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True;
                plan = new MemberColumns(context.Schema, [.. fields.ItemsOf("merge_fields").Select(field => (field.TextOf("tag") ?? "", isRequired(field)))], problems).ToPlan(audience.NewMemberStatus);
                plan.CheckStatus(audience, context, problems);
            }
            else
            {
                problems.Add(list.Missing);
            }
        }
        else
        {
            await list.CheckAsync(problems, audience.Identity, context.RunId, cancellationToken).ConfigureAwait(false);
        }

        MailchimpList.ThrowIfAny(problems, audience.Identity, context.Sync.Name);
        return plan;
    }

    /// <summary>Writes a member.</summary>
    /// <param name="json">What is written to.</param>
    /// <param name="row">The row.</param>
    /// <param name="email">The address; null where the request's own address names the member.</param>
    /// <param name="status">The status; null to leave it as it is.</param>
    /// <exception cref="UnfitRowException">A value has no form.</exception>
    public void Write<TModel>(Utf8JsonWriter json, in TModel row, string? email, string? status)
        where TModel : ISyncModel<TModel>
    {
        json.WriteStartObject();
        if (email is not null) json.WriteString("email_address", email);
        if (status is not null) json.WriteString(MemberProperty.Status, status);
        WriteGroup(json, in row, MemberColumns.Member);
        json.WriteEndObject();
    }

    /// <summary>The status of a row's member where it is created, or comes back out of the archive; null where nothing says it.</summary>
    public string? CreatedStatusOf<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
    {
        if (Status >= 0 || StatusIfNew >= 0)
        {
            var cells = CellTexts.OfRow(in row);
            if ((Status >= 0 ? cells[Status] : null) is { } status) return status;
            if ((StatusIfNew >= 0 ? cells[StatusIfNew] : null) is { } first) return first;
        }

        return NewStatus is { } given ? MailchimpTexts.Of(given) : null;
    }

    /// <summary>The status that a member is to have that is there; null to leave it as it is.</summary>
    public string? StatusOf<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
        => Status >= 0 ? CellTexts.OfRow(in row)[Status] : null;

    private void WriteGroup<TModel>(Utf8JsonWriter json, in TModel row, int group)
        where TModel : ISyncModel<TModel>
    {
        var writer = new MemberWriter(json, this, group);
        TModel.Write(in row, ref writer);
        for (var inner = 0; inner < Groups.Length; inner++)
        {
            if (Groups[inner].Parent != group) continue;
            json.WriteStartObject(Groups[inner].Name);
            WriteGroup(json, in row, inner);
            json.WriteEndObject();
        }
    }

    private void CheckStatus(MailchimpAudience audience, DeliveryContext context, List<string> problems)
    {
        if (Status >= 0 && !audience.ChangeStatus) problems.Add($"the column {Schema.Columns[Status].Name} would change what members have agreed to, those too who have unsubscribed. Call it status_if_new to have it for new members alone, or set ChangeStatus");
        if (Status < 0 && audience.ChangeStatus) problems.Add("ChangeStatus is set, and no column is called status");
        var isSaid = Always(StatusIfNew) || Always(Status);
        var mayReturn = context.Sync.WhenRemoved == WhenRemoved.Archive && (context.Operations & OperationKinds.Update) != 0;
        if (!isSaid && audience.NewMemberStatus is null && ((context.Operations & Creates) != 0 || mayReturn)) problems.Add("nothing says what new members, and those that come back out of the archive, have agreed to: set NewMemberStatus, or have a column status_if_new that is never null");
        bool Always(int column) => column >= 0 && !Schema.Columns[column].IsNullable;
    }
}
