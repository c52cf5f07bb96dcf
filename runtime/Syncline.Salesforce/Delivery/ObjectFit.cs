namespace Syncline;

/// <summary>Whether a sync and an object go together.</summary>
internal static class ObjectFit
{
    /// <returns>The field of each column, by ordinal.</returns>
    /// <exception cref="DestinationException">They don't; everything that doesn't fit in one error.</exception>
    public static FieldDescription[] Check(SalesforceObject destination, DeliveryContext context, ObjectDescription? description)
    {
        var fit = new Fit(context, description, destination.Name, destination.Identity);
        var key = context.Schema.Key.Length == 1 ? context.Schema.Key[0] : -1;
        if (key < 0) fit.Add($"a record is found by one column, and the key of {context.Schema.Model} has {context.Schema.Key.Length}");
        if (description is null) throw fit.Failure();
        var externalId = description.Field(destination.ExternalId);
        if (externalId is null) fit.Add($"it has no field {destination.ExternalId}");
        else fit.AddExternalId(externalId);
        fit.AddObject(description);
        fit.AddFlag(destination.ArchiveFlag, description);
        return fit.Fields(description, key, externalId);
    }

    /// <inheritdoc cref="Check(SalesforceObject, DeliveryContext, ObjectDescription)"/>
    public static FieldDescription[] Check(SalesforceEvents destination, DeliveryContext context, ObjectDescription? description)
    {
        var fit = new Fit(context, description, destination.Name, destination.Identity);
        if (description is null) throw fit.Failure();
        if (!description.IsCreateable) fit.Add("the user may not publish it");
        if (destination.IdempotencyField is { } field && description.Field(field) is not { IsCreateable: true }) fit.Add($"it has no field {field} that the user may write, which IdempotencyField names");
        return fit.Fields(description, -1, null);
    }

    private sealed class Fit
    {
        private readonly List<string> _problems = [];
        private readonly DeliveryContext _context;
        private readonly string _identity;

        public Fit(DeliveryContext context, ObjectDescription? description, string name, string identity)
        {
            (_context, _identity) = (context, identity);
            if (description is null) Add($"there is no object {name}, or the user may not see it");
        }

        private bool Creates => (_context.Operations & (OperationKinds.Insert | OperationKinds.Upsert | OperationKinds.Event)) != 0;

        private bool Updates => (_context.Operations & (OperationKinds.Update | OperationKinds.Upsert)) != 0;

        public void Add(string problem) => _problems.Add(problem);

        public DestinationException Failure() => new($"{_identity} does not fit {_context.Sync.Name}: {string.Join("; ", _problems)}.", FailureEffect.NothingPermanent);

        public void AddExternalId(FieldDescription field)
        {
            if (!field.IsExternalId) Add($"{field.Name} is not marked as external id");
            // Two records could be created for one key.
            else if (!field.IsUnique && (_context.Operations & OperationKinds.Insert) != 0) Add($"{field.Name} is not unique, so that Insert might create a record twice: make it unique, or use Upsert");
        }

        public void AddObject(ObjectDescription description)
        {
            if (Creates && !description.IsCreateable) Add($"the user may not create {description.Name} records");
            if (Updates && !description.IsUpdateable) Add($"the user may not edit {description.Name} records");
            if ((_context.Operations & OperationKinds.Delete) != 0 && !description.IsDeletable) Add($"the user may not delete {description.Name} records");
        }

        public void AddFlag(string? flag, ObjectDescription description)
        {
            if (flag is null)
            {
                if ((_context.Operations & OperationKinds.Archive) != 0 && !description.IsDeletable) Add($"the user may not delete {description.Name} records, which archives them: name a checkbox with ArchiveFlag instead");
            }
            else if (description.Field(flag) is not { Type: "boolean", IsUpdateable: true })
            {
                Add($"it has no checkbox {flag} that the user may edit, which ArchiveFlag names");
            }
            else if (_context.Schema.IndexOf(flag) >= 0)
            {
                Add($"{flag} is a column of the model and ArchiveFlag, and can't be both");
            }
        }

        public FieldDescription[] Fields(ObjectDescription description, int key, FieldDescription? externalId)
        {
            var columns = _context.Schema.Columns;
            var fields = new FieldDescription[columns.Length];
            for (var i = 0; i < fields.Length; i++)
            {
                var field = i == key ? externalId : description.Field(columns[i].Name);
                fields[i] = field ?? new FieldDescription(columns[i].Name, "string");
                if (i == key) continue;
                if (field is null) Add($"it has no field {columns[i].Name}");
                else if (field == externalId) Add($"{columns[i].Name} is the external id, which the key is written to");
                else if (Creates && !field.IsCreateable || Updates && !field.IsUpdateable) Add($"the user may not write {field.Name}");
            }

            if ((_context.Operations & OperationKinds.Insert) != 0)
            {
                foreach (var missing in description.Fields.Where(field => field.IsRequired && !fields.Contains(field))) Add($"no record is created without {missing.Name}, which {_context.Schema.Model} has not");
            }

            return _problems.Count == 0 ? fields : throw Failure();
        }
    }
}
