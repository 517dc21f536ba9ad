using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>Values that stand outside the plan. They are read at the start and shown nowhere.</summary>
internal static class Secrets
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The value, without a line end behind it.</summary>
    /// <param name="source">Where it stands.</param>
    /// <param name="place">What asks for it, for people.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <exception cref="AccessRefusedException">There is none.</exception>
    public static string Read(SecretSource source, string place, IReadOnlyDictionary<string, string> environment)
    {
        var text = source.Env is { } name ? environment.GetValueOrDefault(name) : FileText(source.File!, place);
        text = text?.TrimEnd('\r', '\n');
        return string.IsNullOrEmpty(text) ? throw new AccessRefusedException($"{place}: {source} is empty or not there") : text;
    }

    private static string FileText(string file, string place)
    {
        try
        {
            return new FileInfo(file).Length <= MaxBytes
                ? File.ReadAllText(file)
                : throw new AccessRefusedException($"{place}: file {file} is too long for a key");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new AccessRefusedException($"{place}: file {file} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
