namespace Syncline;

/// <summary>A commit all of whose files are written and flushed, and none shown.</summary>
/// <param name="Commit">Its name.</param>
/// <param name="Files">Its files, in order.</param>
/// <param name="Manifest">The manifest that makes it valid.</param>
internal sealed record PreparedCommit(string Commit, IReadOnlyList<StagedFile> Files, ReadOnlyMemory<byte> Manifest);
