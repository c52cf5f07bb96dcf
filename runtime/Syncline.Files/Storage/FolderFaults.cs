namespace Syncline;

/// <summary>What a failed call to the file system means, in words that name the folder and the way out.</summary>
internal static class FolderFaults
{
    private const int NoSpaceOnUnix = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaOnMac = 69;
    private const int ReadOnlyOnUnix = 30;
    private const int NameTooLongOnLinux = 36;
    private const int NameTooLongOnMac = 63;
    private const int OtherDevice = 18;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    /// <summary>Whether an exception comes from the file system.</summary>
    public static bool IsFault(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>The error of a failed call.</summary>
    /// <param name="e">What the system said.</param>
    /// <param name="folder">The destination's folder.</param>
    /// <param name="effect">What the failure left behind, where it may pass.</param>
    public static DestinationException Of(Exception e, string folder, FailureEffect effect)
    {
        var (message, passes) = Explain(e, folder);
        return new DestinationException(message, passes || effect == FailureEffect.Unknown ? effect : FailureEffect.NothingPermanent, e);
    }

    /// <summary>The error of a folder between which and that of what is being written no file can be moved.</summary>
    /// <param name="folder">The destination's folder.</param>
    /// <param name="staging">Where files are written.</param>
    /// <param name="at">Where they can't be moved to.</param>
    /// <param name="e">What the system said, where it was tried.</param>
    public static DestinationException Barred(string folder, string staging, string at, Exception? e)
        => new($"Files can't be moved from {staging}, where they are written, to {at}: that is on another file system, by a mount or a link, and a file that is copied would be seen before it is whole. {(at == folder ? $"Let {FileLayout.Staging} in {folder} be a folder of its own, and no mount or link" : $"Name {at} as the destination's folder, and leave it out of Names and MirrorName")}.", FailureEffect.NothingPermanent, e);

    private static (string Message, bool Passes) Explain(Exception e, string folder)
    {
        var words = Sentence(e.Message);
        return e switch
        {
            UnauthorizedAccessException => ($"The folder {folder} can't be written: {words} Let the account {Account.Name} read and write there and in the folders below, or name another folder.", false),
            PathTooLongException => TooLong(folder, words),
            DirectoryNotFoundException => ($"The folder {folder}, or one below it, is not there: {words} Create it or mount it; a folder that is missing is made where CreateIfMissing is true.", false),
            IOException { HResult: NoSpaceOnUnix or QuotaOnLinux or QuotaOnMac or DiskFullOnWindows or HandleDiskFullOnWindows } => ($"The disk of the folder {folder} is full, or its quota is used up: {words} Make room there and run again.", false),
            IOException { HResult: ReadOnlyOnUnix } => ($"The folder {folder} is on a file system that can only be read: {words} Mount it for writing, or name another folder.", false),
            IOException { HResult: NameTooLongOnLinux or NameTooLongOnMac } when !OperatingSystem.IsWindows() => TooLong(folder, words),
            IOException { HResult: OtherDevice } when !OperatingSystem.IsWindows() => ($"The folder {folder} has another file system mounted below it, and a file can't be moved from one to the other: {words} Name the mounted folder itself.", false),
            _ => ($"The folder {folder} could not be written: {words}", true),
        };
    }

    private static (string Message, bool Passes) TooLong(string folder, string words)
        => ($"A name in the folder {folder} is longer than the system takes: {words} Shorten the pattern in Names or MirrorName, or name a folder nearer to the root.", false);

    private static string Sentence(string words) => words.EndsWith('.') ? words : $"{words}.";
}
