namespace Syncline;

/// <summary>What one operation can be undone by alone.</summary>
internal sealed class RowSavepoint(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _begin = database.Prepare("SAVEPOINT syncline_row");
    private readonly SqliteStatement _undo = database.Prepare("ROLLBACK TO syncline_row");
    private readonly SqliteStatement _end = database.Prepare("RELEASE syncline_row");

    public void Begin() => _begin.Run();

    public void End(bool undo)
    {
        if (undo) _undo.Run();
        _end.Run();
    }

    public void Dispose()
    {
        _begin.Dispose();
        _undo.Dispose();
        _end.Dispose();
    }
}
