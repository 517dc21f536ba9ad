namespace Halfsilver.Gateway.Settings;

/// <summary>Writes files that are there as a whole or not at all.</summary>
internal static class WholeFile
{
    private const string PrivateKey = "PRIVATE KEY-----";

    /// <summary>
    /// Puts a text in the place of a file, through another one beside it. A file that is there keeps its mode and a link leads where it led;
    /// one that holds a private key and is new is the owner's alone.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static async Task WriteAsync(string name, string text, CancellationToken cancel)
    {
        var path = (File.Exists(name) ? File.ResolveLinkTarget(name, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(name);
        var beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows() && text.Contains(PrivateKey, StringComparison.Ordinal))
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var writer = new StreamWriter(beside, options))
                await writer.WriteAsync(text.AsMemory(), cancel);
            if (!OperatingSystem.IsWindows() && File.Exists(path))
                File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            // Gone already where all went well.
            File.Delete(beside);
        }
    }
}
