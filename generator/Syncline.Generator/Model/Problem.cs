using Syncline.Generator.Text;

namespace Syncline.Generator.Model;

/// <summary>What parsing a type gave.</summary>
/// <param name="Model">The model, unless something makes it invalid.</param>
/// <param name="Columns">The columns, those of an invalid model too.</param>
/// <param name="Problems">Everything found wrong or worth a word.</param>
internal sealed record ParsedModel(SyncModel? Model, EquatableArray<Column> Columns, EquatableArray<Problem> Problems);

/// <summary>Something wrong with a declaration, as plain data: analyzers find the place again by its site.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Site">Where.</param>
/// <param name="Name">The member's or part's name, or the number of the sync among the type's; empty for the type.</param>
/// <param name="Arguments">What a message needs, in the order given at the kind.</param>
internal sealed record Problem(ProblemKind Kind, ProblemSite Site, string Name, EquatableArray<string> Arguments)
{
    /// <summary>Whether the model as a whole can't be generated, or only the one sync.</summary>
    public bool MakesModelInvalid => Site != ProblemSite.Sync && Kind is not (ProblemKind.NameFallback or ProblemKind.KeyPartNullable or ProblemKind.KeyTwoForms);
}

/// <summary>Where a problem is.</summary>
internal enum ProblemSite
{
    Type,
    Key,
    Member,
    Sync,
}

/// <summary>What can be wrong with a declaration.</summary>
internal enum ProblemKind
{
    /// <summary>The type or a containing type is not partial. Arguments: the type that is not.</summary>
    NotPartial,

    /// <summary>The type can't be a model: abstract, static, generic, file-local, a ref struct. Arguments: why.</summary>
    UnsupportedType,

    /// <summary>No constructor can be called with the columns alone.</summary>
    NoConstructor,

    /// <summary>A generated member's name and its fallback are both taken. Arguments: name, fallback.</summary>
    NameTaken,

    /// <summary>A generated member bears its fallback name, because its own is taken. Arguments: name, fallback.</summary>
    NameFallback,

    /// <summary>There is no column.</summary>
    NoColumns,

    /// <summary>The key is not written, or empty.</summary>
    KeyMissing,

    /// <summary>A part of the key is no column.</summary>
    KeyPartUnknown,

    /// <summary>A part is named twice.</summary>
    KeyPartTwice,

    /// <summary>A part is a property that nothing can set, or that is not public.</summary>
    KeyPartUnreachable,

    /// <summary>A part's type can't identify a row: a floating-point number, bytes, what is no column at all. Arguments: the type.</summary>
    KeyPartType,

    /// <summary>A part's type says that it may be null. Arguments: the type.</summary>
    KeyPartNullable,

    /// <summary>A part is left out of the model.</summary>
    KeyPartIgnored,

    /// <summary>A part is not compared exactly. Arguments: the option that says so.</summary>
    KeyPartNotCompared,

    /// <summary>A part's converter makes one value of several. Arguments: the converter, the type converted from, and to.</summary>
    KeyPartLoses,

    /// <summary>The key is written in both forms.</summary>
    KeyTwoForms,

    /// <summary>A property's type is no column type. Arguments: the type.</summary>
    ColumnType,

    /// <summary>A marked property can't be a column: it can't be set, or is not public.</summary>
    ColumnNotSettable,

    /// <summary>Two columns share a name. Arguments: the name, the other member.</summary>
    ColumnNameTwice,

    /// <summary>A column's name is empty.</summary>
    ColumnNameEmpty,

    /// <summary>An option does not suit the column's type. Arguments: the option.</summary>
    OptionUnsuited,

    /// <summary>An option's value is none of its enum. Arguments: the option, the value's number.</summary>
    OptionValue,

    /// <summary>The converter does not convert the property's type. Arguments: the converter, the type.</summary>
    ConverterUnsuited,

    /// <summary>The sync's arguments are not complete or hold errors.</summary>
    SyncIncomplete,

    /// <summary>The sync's name can't be part of a member's name. Arguments: the name.</summary>
    SyncNameInvalid,

    /// <summary>Another sync of the model has the name. Arguments: the name.</summary>
    SyncNameTwice,

    /// <summary>The sync's member name is taken. Arguments: the member.</summary>
    SyncNameTaken,

    /// <summary>The sync's state has no name. Arguments: what is written for it.</summary>
    StateIdEmpty,

    /// <summary>Another sync of the model has the state. Arguments: its identity.</summary>
    StateIdTwice,

    /// <summary>A setting's value is none of its enum. Arguments: the setting, the value's number.</summary>
    SettingValue,

    /// <summary>The sync's type needs a mode. Arguments: the type.</summary>
    ModeMissing,

    /// <summary>Type and mode don't go together. Arguments: type, mode.</summary>
    ModeUnsupported,

    /// <summary>Actions take no mode. Arguments: the mode.</summary>
    ModeOnActions,

    /// <summary>Actions must say what their first run does.</summary>
    FirstRunMissing,

    /// <summary>The type and mode do not take this setting for removed rows. Arguments: type, mode, setting.</summary>
    WhenRemovedUnsupported,

    /// <summary>Removed rows are cleared, but a column is not nullable. Arguments: the column's member.</summary>
    ClearNeedsNullable,

    /// <summary>The mode takes no ActOn. Arguments: type, mode.</summary>
    ActOnUnsupported,

    /// <summary>ActOn names no change, or one that there isn't. Arguments: the value's number.</summary>
    ActOnValue,

    /// <summary>RemoveAfterRuns is below 1. Arguments: the value.</summary>
    RemoveAfterRunsTooSmall,

    /// <summary>The type has no ledger that could be bounded. Arguments: type, mode, the value.</summary>
    KeepLedgerUnsupported,

    /// <summary>KeepLedger is below 0. Arguments: the value.</summary>
    KeepLedgerNegative,

    /// <summary>RemoveAfterRuns where no row is seen to leave. Arguments: type, mode, the value.</summary>
    RemoveAfterRunsUnsupported,
}
