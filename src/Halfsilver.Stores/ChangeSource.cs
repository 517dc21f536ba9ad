namespace Halfsilver.Stores;

/// <summary>The ways by which changes come. Words, as they stand in stores and answers.</summary>
internal static class ChangeSource
{
    /// <summary>Files that were read, at the start or again.</summary>
    public const string File = "file";

    /// <summary>The command line of the start, which holds a plan without a file.</summary>
    public const string Start = "start";

    /// <summary>The API.</summary>
    public const string Api = "api";

    /// <summary>The API, from our command line.</summary>
    public const string Cli = "cli";

    /// <summary>The API, from the console.</summary>
    public const string Console = "console";

    /// <summary>Nowhere: what an empty store begins with when nothing was written.</summary>
    public const string Nothing = "nothing";

    /// <summary>Whether what came this way stands outside the store too: files and command lines can be read again, edits cannot.</summary>
    public static bool IsWritten(string source) => source is File or Start;

    /// <summary>Whether what came this way stands nowhere but in the store.</summary>
    public static bool IsEdit(string source) => source is not (File or Start or Nothing);
}
