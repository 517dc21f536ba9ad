using System.Net;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Http;
using TestKit;

namespace Halfsilver.Gateway.Tests.Admin.Access;

/// <summary>A data directory with a token for each role.</summary>
internal sealed class Tokens : IDisposable
{
    private readonly TempFiles _files = new();

    private Tokens(TimeProvider time) => Book = new TokenBook(Path.Combine(_files.Root, "data"), time);

    public TokenBook Book { get; }

    public string Directory => Book.Directory;

    public string Viewer { get; private set; } = "";

    public string Operator { get; private set; } = "";

    public string Admin { get; private set; } = "";

    public static async Task<Tokens> MakeAsync(TimeProvider? time = null)
    {
        var tokens = new Tokens(time ?? TimeProvider.System);
        tokens.Viewer = await tokens.NewAsync("looks", Role.Viewer);
        tokens.Operator = await tokens.NewAsync("operates", Role.Operator);
        tokens.Admin = await tokens.NewAsync("rules", Role.Admin);
        return tokens;
    }

    public string Of(Role role) => role switch
    {
        Role.Viewer => Viewer,
        Role.Operator => Operator,
        _ => Admin,
    };

    public async Task<string> NewAsync(string name, Role role, DateTimeOffset? expires = null) =>
        (await Bound.Within(Book.CreateAsync(name, role, expires, CancellationToken.None), Bound.Usual, "a token")).Text;

    /// <summary>What comes of showing this in the field Authorization; null shows nothing.</summary>
    public static LoginResult Check(Login login, string? authorization, string address = "192.0.2.7")
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (authorization is not null)
            context.Request.Headers.Authorization = authorization;
        return login.Check(context);
    }

    public void Dispose() => _files.Dispose();
}
