using AotSmoke;

// What trimming or compiling ahead breaks shows here: a type that is not there, generic code that was not compiled, reflection that finds nothing.
var checks = new Checks();
ListChanges.Check(checks);
await MemoryRuns.CheckAsync(checks);
await OwnDestinationRuns.CheckAsync(checks);
await SqliteRuns.CheckAsync(checks);
await FileRuns.CheckAsync(checks);
await HttpRuns.CheckAsync(checks);
return checks.Finish();
