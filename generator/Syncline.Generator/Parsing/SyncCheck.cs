using System.Globalization;
using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Checks that the settings of one sync go together.</summary>
internal sealed class SyncCheck(AttributeData attribute, Sync sync, EquatableArray<Column> columns, EquatableArray<int> key, Action<ProblemKind, string[]> report)
{
    private bool _isRight = true;

    /// <summary>Reports all that is wrong. What depends on the mode waits until the mode is right.</summary>
    public bool IsRight()
    {
        CheckMode();
        CheckValue("FirstRun", (int)sync.FirstRun, sync.FirstRun is FirstRunPolicy.Backfill or FirstRunPolicy.Baseline or FirstRunPolicy.Refuse);
        CheckValue("OnModelChange", (int)sync.OnModelChange, sync.OnModelChange is ModelChange.Resend or ModelChange.Rebaseline or ModelChange.Fail);
        if (!_isRight) return false;
        CheckRemoval();
        CheckActOn();
        CheckLedger();
        return _isRight;
    }

    private void CheckMode()
    {
        var type = sync.Type.ToString();
        if (sync.Type == SyncType.Actions)
        {
            if (sync.Mode != SyncMode.None) Report(ProblemKind.ModeOnActions, sync.Mode.ToString());
            // Sending each action again, or none, is too grave to be anyone's default.
            if (!attribute.IsWritten("FirstRun")) Report(ProblemKind.FirstRunMissing);
        }
        else if (sync.Mode == SyncMode.None && SyncTable.Modes(sync.Type).Count > 0)
        {
            Report(ProblemKind.ModeMissing, type);
        }
        else if (!SyncTable.Modes(sync.Type).Contains(sync.Mode))
        {
            Report(ProblemKind.ModeUnsupported, type, sync.Mode.ToString());
        }
    }

    // A cast can give a number that the runtime has no name for.
    private void CheckValue(string setting, int value, bool isKnown)
    {
        if (!isKnown) Report(ProblemKind.SettingValue, setting, value.ToString(CultureInfo.InvariantCulture));
    }

    private void CheckRemoval()
    {
        if (attribute.IsWritten("WhenRemoved") && !SyncTable.Removals(sync.Type, sync.Mode).Contains(sync.WhenRemoved))
            Report(ProblemKind.WhenRemovedUnsupported, sync.Type.ToString(), sync.Mode.ToString(), sync.WhenRemoved.ToString());
        else if (sync.WhenRemoved == WhenRemoved.Clear) CheckClear();
        if (sync.RemoveAfterRuns > 1 && !SyncTable.SeesRowsLeave(sync.Type, sync.Mode)) Report(ProblemKind.RemoveAfterRunsUnsupported, sync.Type.ToString(), sync.Mode.ToString(), sync.RemoveAfterRuns.ToString(CultureInfo.InvariantCulture));
        if (sync.RemoveAfterRuns < 1) Report(ProblemKind.RemoveAfterRunsTooSmall, sync.RemoveAfterRuns.ToString(CultureInfo.InvariantCulture));
    }

    private void CheckClear()
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (!columns[i].IsNullable && !key.Contains(i)) Report(ProblemKind.ClearNeedsNullable, columns[i].Member);
        }
    }

    private void CheckActOn()
    {
        if (!attribute.IsWritten("ActOn")) return;
        if (!SyncTable.TakesActOn(sync.Type, sync.Mode)) Report(ProblemKind.ActOnUnsupported, sync.Type.ToString(), sync.Mode.ToString());
        else if (sync.ActOn == SyncChanges.None || (sync.ActOn & ~(SyncChanges.Added | SyncChanges.Changed)) != 0) Report(ProblemKind.ActOnValue, ((int)sync.ActOn).ToString(CultureInfo.InvariantCulture));
    }

    private void CheckLedger()
    {
        if (!attribute.IsWritten("KeepLedger")) return;
        var days = sync.KeepLedger.ToString(CultureInfo.InvariantCulture);
        if (!SyncTable.HasLedger(sync.Type)) Report(ProblemKind.KeepLedgerUnsupported, sync.Type.ToString(), sync.Mode.ToString(), days);
        else if (sync.KeepLedger < 0) Report(ProblemKind.KeepLedgerNegative, days);
    }

    private void Report(ProblemKind kind, params string[] arguments)
    {
        report(kind, arguments);
        _isRight = false;
    }
}
