namespace Syncline;

/// <summary>A file that was written and flushed, and waits to be shown.</summary>
/// <param name="Number">Its place in its commit, from 1.</param>
/// <param name="Path">Where it is shown, with / between folders.</param>
/// <param name="Replaces">Whether it takes the place of what is there.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">The hash of what it holds, in hexadecimal.</param>
/// <param name="Token">What the store needs to show it; empty where its place says it.</param>
internal sealed record StagedFile(int Number, string Path, bool Replaces, long Bytes, string Sha256, string Token);
