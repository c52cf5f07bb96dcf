using Syncline.Conformance;

namespace Syncline.Tests.Suite;

/// <summary>The conformance suite lets a good destination pass, and each of its cases finds a bad one.</summary>
public sealed class SuiteTests
{
    /// <summary>What the suite must find: the cases that fail for each fault.</summary>
    private static readonly Dictionary<Fault, string[]> Found = new()
    {
        [Fault.FailsToOpen] = [nameof(DestinationConformance.No_rows_are_no_trouble), nameof(DestinationConformance.One_row_arrives_changes_and_goes)],
        [Fault.WipesWhenOpened] = [nameof(DestinationConformance.Instances_leave_each_other_alone), nameof(DestinationConformance.A_baseline_sends_nothing), nameof(DestinationConformance.Upsert_creates_and_changes)],
        [Fault.LosesTheLastOfABatch] =
        [
            nameof(DestinationConformance.Many_rows_arrive_change_and_go), nameof(DestinationConformance.One_row_arrives_changes_and_goes), nameof(DestinationConformance.Two_rows_of_one_key_are_held_back), nameof(DestinationConformance.A_cancelled_run_is_taken_up),
            nameof(DestinationConformance.A_first_run_that_is_refused_sends_nothing), nameof(DestinationConformance.All_holds_exactly_the_rows),
        ],
        [Fault.WritesHalfOfABatch] = [nameof(DestinationConformance.Many_rows_arrive_change_and_go), nameof(DestinationConformance.Upsert_creates_and_changes), nameof(DestinationConformance.Every_value_comes_back_as_it_was_sent)],
        [Fault.WritesNothing] =
        [
            nameof(DestinationConformance.A_resync_writes_again_and_a_reset_does_not), nameof(DestinationConformance.Upsert_creates_and_changes), nameof(DestinationConformance.Texts_are_keys), nameof(DestinationConformance.Members_come_and_go),
            nameof(DestinationConformance.Events_are_there_once), nameof(DestinationConformance.Actions_are_done_once),
        ],
        [Fault.RefusesWhatItMetBefore] = [nameof(DestinationConformance.What_may_be_sent_again_may_be_sent_again)],
        [Fault.InsertOverwrites] = [nameof(DestinationConformance.Insert_creates_what_is_not_there), nameof(DestinationConformance.Only_what_was_delivered_is_removed), nameof(DestinationConformance.Inserts_of_the_same_keys_create_each_once), nameof(DestinationConformance.What_may_be_sent_again_may_be_sent_again)],
        [Fault.UpdateCreates] = [nameof(DestinationConformance.Update_changes_what_is_there)],
        [Fault.DeleteKeeps] = [nameof(DestinationConformance.What_leaves_the_result_becomes_what_the_sync_says), nameof(DestinationConformance.A_run_is_undone), nameof(DestinationConformance.Members_come_and_go), nameof(DestinationConformance.A_run_that_is_cut_off_is_taken_up)],
        [Fault.DeleteRefusesWhatIsGone] = [nameof(DestinationConformance.Only_what_was_delivered_is_removed), nameof(DestinationConformance.What_may_be_sent_again_may_be_sent_again)],
        [Fault.ClearDeletes] = [nameof(DestinationConformance.What_leaves_the_result_becomes_what_the_sync_says)],
        [Fault.ArchiveDeletes] = [nameof(DestinationConformance.What_leaves_the_result_becomes_what_the_sync_says), nameof(DestinationConformance.Mode_archive_archives_every_row)],
        [Fault.AddReplacesTheSegment] = [nameof(DestinationConformance.Members_stay_where_they_are_kept)],
        [Fault.EventsOverwrite] = [nameof(DestinationConformance.Events_of_another_sync_are_there_once)],
        [Fault.ActionsTwice] = [nameof(DestinationConformance.Actions_are_done_once)],
        [Fault.OneSnapshotForAll] = [nameof(DestinationConformance.Snapshots_hold_every_row)],
        [Fault.DiffsLoseWhatWasRemoved] = [nameof(DestinationConformance.Diffs_hold_what_changed)],
        [Fault.AllKeepsForeign] = [nameof(DestinationConformance.All_holds_exactly_the_rows), nameof(DestinationConformance.A_segment_is_mirrored)],
        [Fault.AllDeletesWhatIsHeld] = [nameof(DestinationConformance.All_leaves_the_record_of_a_row_that_is_held_back)],
        [Fault.AllHidesForeign] = [nameof(DestinationConformance.All_is_guarded)],
        [Fault.AllWritesEverything] = [nameof(DestinationConformance.All_writes_only_what_differs)],
        [Fault.AllForgetsTheArchive] = [nameof(DestinationConformance.All_takes_archived_records_back)],
        [Fault.KeysWithoutCase] = [nameof(DestinationConformance.Keys_that_look_alike_are_kept_apart), nameof(DestinationConformance.Texts_are_keys), nameof(DestinationConformance.Characters_are_keys)],
        [Fault.KeysTrimmed] = [nameof(DestinationConformance.Keys_that_look_alike_are_kept_apart), nameof(DestinationConformance.Texts_are_keys)],
        [Fault.KeysCut] = [nameof(DestinationConformance.Long_texts_are_keys)],
        [Fault.KeysInOneText] = [nameof(DestinationConformance.Several_columns_are_a_key)],
        [Fault.FirstPartOnly] = [nameof(DestinationConformance.Every_operation_finds_its_record_by_all_parts), nameof(DestinationConformance.Several_columns_are_a_key)],
        [Fault.KeyNumbersCut] = [nameof(DestinationConformance.Whole_numbers_are_keys), nameof(DestinationConformance.Enums_wrappers_and_converted_values_are_keys)],
        [Fault.KeyDecimalsAsDoubles] = [nameof(DestinationConformance.Decimals_are_keys)],
        [Fault.KeyGuidsCut] = [nameof(DestinationConformance.Guids_are_keys)],
        [Fault.KeyTimesInSeconds] = [nameof(DestinationConformance.Dates_and_times_are_keys)],
        [Fault.KeyInstantsWithOffset] = [nameof(DestinationConformance.An_instant_is_one_key_in_every_offset)],
        [Fault.KeysOrdinal] = [nameof(DestinationConformance.A_key_that_ignores_case_finds_its_record_in_every_spelling)],
        [Fault.LooseKeysPicked] = [nameof(DestinationConformance.Keys_taken_for_one_in_one_batch_are_named)],
        [Fault.LooseKeysMerged] = [nameof(DestinationConformance.Keys_taken_for_one_in_one_batch_are_named), nameof(DestinationConformance.Keys_taken_for_one_in_two_batches_are_named), nameof(DestinationConformance.Keys_taken_for_a_record_of_another_are_named)],
        [Fault.AllKeepsOtherSpellings] = [nameof(DestinationConformance.All_leaves_one_spelling)],
        [Fault.TextsCut] = [nameof(DestinationConformance.Long_texts_come_back_whole), nameof(DestinationConformance.Every_value_comes_back_as_it_was_sent)],
        [Fault.TextsTrimmed] = [nameof(DestinationConformance.Texts_come_back_to_the_character)],
        [Fault.NumbersCut] = [nameof(DestinationConformance.Every_value_comes_back_as_it_was_sent), nameof(DestinationConformance.Enums_wrappers_and_converted_values_come_back)],
        [Fault.DecimalsAsDoubles] = [nameof(DestinationConformance.Every_value_comes_back_as_it_was_sent)],
        [Fault.TimesInSeconds] = [nameof(DestinationConformance.Every_value_comes_back_as_it_was_sent)],
        [Fault.NaNAsNull] = [nameof(DestinationConformance.Numbers_that_are_none_come_back_or_are_refused)],
        [Fault.DoublesRounded] = [nameof(DestinationConformance.What_is_close_enough_is_no_change), nameof(DestinationConformance.Every_value_comes_back_as_it_was_sent)],
        [Fault.EmptyBytesAsNull] = [nameof(DestinationConformance.Bytes_come_back_as_they_were_sent)],
        [Fault.ColumnsDropped] = [nameof(DestinationConformance.A_thousand_columns_come_back)],
        [Fault.NullsIgnored] = [nameof(DestinationConformance.A_null_takes_the_place_of_a_value), nameof(DestinationConformance.Upsert_creates_and_changes)],
        [Fault.SkippedNullsWritten] = [nameof(DestinationConformance.A_null_that_is_left_out_keeps_the_value), nameof(DestinationConformance.All_leaves_out_nulls_that_are_skipped)],
        [Fault.UncomparedDropped] = [nameof(DestinationConformance.A_column_that_is_not_compared_comes_along)],
        [Fault.RefusesTheBatchForARow] = [nameof(DestinationConformance.Bad_rows_stand_alone), nameof(DestinationConformance.A_refused_row_leaves_its_record), nameof(DestinationConformance.A_refused_event_is_owed), nameof(DestinationConformance.A_unique_value_is_there_once)],
        [Fault.SaysNothingOfARefusal] = [nameof(DestinationConformance.Bad_rows_stand_alone), nameof(DestinationConformance.A_refused_row_leaves_its_record), nameof(DestinationConformance.A_refused_event_is_owed), nameof(DestinationConformance.Texts_come_back_to_the_character)],
        [Fault.RefusedRowsLoseTheirRecord] = [nameof(DestinationConformance.A_refused_row_leaves_its_record)],
        [Fault.RefusesForGood] = [nameof(DestinationConformance.A_unique_value_is_handed_over), nameof(DestinationConformance.Children_find_parents_that_come_later), nameof(DestinationConformance.Parents_go_after_their_children)],
        [Fault.NamesNobody] = [nameof(DestinationConformance.Two_rows_that_exchange_a_unique_value_are_told_of_each_other), nameof(DestinationConformance.Texts_come_back_to_the_character)],
        [Fault.TellsSecrets] = [nameof(DestinationConformance.No_reason_tells_a_secret)],
        [Fault.UniqueIsIgnored] = [nameof(DestinationConformance.A_unique_value_is_there_once)],
        [Fault.ReferencesAreIgnored] = [nameof(DestinationConformance.Children_find_parents_that_come_later), nameof(DestinationConformance.Parents_go_after_their_children)],
        [Fault.NamesAreRun] = [nameof(DestinationConformance.Names_are_quoted)],
        [Fault.ColumnNamesCut] = [nameof(DestinationConformance.Names_are_quoted), nameof(DestinationConformance.Names_are_quoted_in_every_mode), nameof(DestinationConformance.Long_names_are_told_apart)],
        [Fault.PlacesFolded] = [nameof(DestinationConformance.Places_are_told_apart)],
        [Fault.PlacesCut] = [nameof(DestinationConformance.Long_names_are_told_apart)],
        [Fault.OneIdentity] = [nameof(DestinationConformance.A_state_belongs_to_one_place)],
        [Fault.ArchiveColumnUnquoted] = [nameof(DestinationConformance.Archive_columns_are_quoted)],
        [Fault.SeenBeforeTheCommit] = [nameof(DestinationConformance.A_batch_is_seen_whole_or_not_at_all)],
        [Fault.KeptWithoutACommit] = [nameof(DestinationConformance.A_batch_is_seen_whole_or_not_at_all), nameof(DestinationConformance.A_batch_and_its_state_are_one_commit)],
        [Fault.SeenInParts] = [nameof(DestinationConformance.All_is_seen_whole_or_not_at_all)],
        [Fault.OverwritesOtherWriters] = [nameof(DestinationConformance.Writers_of_different_keys_all_arrive)],
        [Fault.MixesWriters] = [nameof(DestinationConformance.Writers_of_the_same_keys_make_none_twice)],
        [Fault.FailsWhenBusy] = [nameof(DestinationConformance.Writing_and_deleting_at_once_breaks_nothing), nameof(DestinationConformance.Writers_of_different_keys_all_arrive)],
    };

    public static TheoryData<string> Cases() => [.. ConformanceCase.All.Select(found => found.Name)];

    public static TheoryData<Fault, string> Faults()
    {
        var faults = new TheoryData<Fault, string>();
        foreach (var (fault, cases) in Found)
        {
            foreach (var name in cases) faults.Add(fault, name);
        }

        return faults;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_destination_without_a_fault_passes(string name)
    {
        foreach (var result in await SuiteRun.RunAsync(Fault.None, name))
        {
            Assert.True(result is null, $"{name}: {result}");
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_destination_with_a_fault_is_found(Fault fault, string name)
    {
        var failures = (await SuiteRun.RunAsync(fault, name)).OfType<Xunit.Sdk.XunitException>();
        Assert.True(failures.Any(), $"{name} passes a destination whose fault is {fault}.");
    }

    [Fact]
    public void Every_case_finds_a_fault() => Assert.Empty(ConformanceCase.All.Select(found => found.Name).Except(Found.Values.SelectMany(cases => cases)));

    [Fact]
    public void Every_fault_is_found() => Assert.Equal([Fault.None], Enum.GetValues<Fault>().Except(Found.Keys));
}
