using System.Net;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli;

/// <summary>Who may come in at the admin side, in a line for the moment it starts.</summary>
internal static class AccessLine
{
    /// <summary>The line.</summary>
    public static string Of(AdminHost admin)
    {
        if (admin.Login.IsOpen)
            return IPAddress.IsLoopback(admin.Address.Address) ? "whoever is on this machine, without a login" : "WHOEVER REACHES IT, without a login";
        if (admin.Login.Book is { } book && File.Exists(book.FirstPath))
            return $"{(admin.Login.MadeFirst ? "a first token was written to" : "a token is in")} {book.FirstPath}";
        return "with a token";
    }
}
