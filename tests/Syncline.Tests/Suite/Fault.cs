namespace Syncline.Tests.Suite;

/// <summary>What is wrong with a destination on purpose.</summary>
public enum Fault
{
    None,

    // Of batches
    FailsToOpen,
    WipesWhenOpened,
    LosesTheLastOfABatch,
    WritesHalfOfABatch,
    WritesNothing,
    RefusesWhatItMetBefore,

    // Of operations
    InsertOverwrites,
    UpdateCreates,
    DeleteKeeps,
    DeleteRefusesWhatIsGone,
    ClearDeletes,
    ArchiveDeletes,
    AddReplacesTheSegment,
    EventsOverwrite,
    ActionsTwice,
    OneSnapshotForAll,
    DiffsLoseWhatWasRemoved,

    // Of All
    AllKeepsForeign,
    AllDeletesWhatIsHeld,
    AllHidesForeign,
    AllWritesEverything,
    AllForgetsTheArchive,

    // Of keys
    KeysWithoutCase,
    KeysTrimmed,
    KeysCut,
    KeysInOneText,
    FirstPartOnly,
    KeyNumbersCut,
    KeyDecimalsAsDoubles,
    KeyGuidsCut,
    KeyTimesInSeconds,
    KeyInstantsWithOffset,
    KeysOrdinal,
    LooseKeysPicked,
    LooseKeysMerged,
    AllKeepsOtherSpellings,

    // Of values
    TextsCut,
    TextsTrimmed,
    NumbersCut,
    DecimalsAsDoubles,
    TimesInSeconds,
    NaNAsNull,
    DoublesRounded,
    EmptyBytesAsNull,
    ColumnsDropped,
    NullsIgnored,
    SkippedNullsWritten,
    UncomparedDropped,

    // Of rules
    RefusesTheBatchForARow,
    SaysNothingOfARefusal,
    RefusedRowsLoseTheirRecord,
    RefusesForGood,
    NamesNobody,
    TellsSecrets,
    UniqueIsIgnored,
    ReferencesAreIgnored,

    // Of names
    NamesAreRun,
    ColumnNamesCut,
    PlacesFolded,
    PlacesCut,
    OneIdentity,
    ArchiveColumnUnquoted,

    // Of transactions
    SeenBeforeTheCommit,
    KeptWithoutACommit,
    SeenInParts,
    OverwritesOtherWriters,
    MixesWriters,
    FailsWhenBusy,
}
