using System.Net;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli;

/// <summary>Finds the token that a command shows to a gateway.</summary>
internal static class ShownToken
{
    /// <summary>
    /// What the call names: <c>--token-file</c>, else <c>HALFSILVER_TOKEN</c>, else <c>HALFSILVER_TOKEN_FILE</c>. Else, for a
    /// gateway on this machine alone, the first token of the usual data directory. Null where there is none.
    /// </summary>
    /// <exception cref="CliException">A file that somebody named cannot be read.</exception>
    public static string? Find(Invocation call, Uri gateway)
    {
        if (call.TokenFile is { } file)
            return Read(file, "--token-file");
        if (call.Around.Variable("HALFSILVER_TOKEN") is { } token)
            return token;
        if (call.Around.Variable("HALFSILVER_TOKEN_FILE") is { } named)
            return Read(named, "HALFSILVER_TOKEN_FILE");
        return Usual(gateway, call.Around.Environment);
    }

    /// <summary>The first token of the usual data directory, for a gateway on this machine; a token that nobody named goes to nobody far away.</summary>
    internal static string? Usual(Uri gateway, IReadOnlyDictionary<string, string> environment)
    {
        if (!IsHere(gateway) || DataDirectory.Choose(null, environment) is not { } directory)
            return null;
        try
        {
            return File.ReadAllText(Path.Combine(directory, TokenBook.FirstFileName)).Trim();
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // Somebody else's gateway, or one that asks nobody to log in: the answer will tell.
            return null;
        }
    }

    private static bool IsHere(Uri gateway) =>
        gateway.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(gateway.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    private static string Read(string file, string from)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{from}: {file} cannot be read: {unreadable.Message}", inner: unreadable);
        }
    }
}
