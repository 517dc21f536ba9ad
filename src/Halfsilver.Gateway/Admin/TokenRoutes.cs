using System.Collections.Immutable;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.OpenApi;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>Tokens over HTTP, and who the caller is. The text of a token is in the answer that makes it and in no other.</summary>
internal static class TokenRoutes
{
    private const string Path = "/api/v1/tokens";

    /// <summary>Maps the paths.</summary>
    public static void Map(IEndpointRouteBuilder app, TokenBook? book, ILogger logger)
    {
        app.MapGet("/api/v1/me", Role.Viewer, context => AdminRoutes.JsonAsync(context, MeAnswer.From(Caller.Of(context)!))).Answers(200).Says("Who the caller is").Gives<MeAnswer>();
        app.MapGet(Path, Role.Admin, context => AdminRoutes.JsonAsync(context, new TokensAnswer([.. Kept(book).Tokens.Select(TokenAnswer.From)]))).Answers(200, 409)
            .Says("The tokens that are kept").Gives<TokensAnswer>();
        app.MapPost(Path, Role.Admin, context => CreateAsync(context, Kept(book), logger)).Answers(201, 409)
            .Says("Make a token; its text is in this answer alone").Takes<TokenBody>().Gives<TokenAnswer>();
        app.MapDelete(Path + "/{token}", Role.Admin, context => RevokeAsync(context, Kept(book), logger)).Answers(204, 404, 409)
            .Says("Take a token back");
    }

    private static TokenBook Kept(TokenBook? book) =>
        book ?? throw new RefusedRequestException(409, "conflict", "No tokens are kept here", "the gateway has no data directory, or its admin side is open; name one with --data-dir");

    private static async Task CreateAsync(HttpContext context, TokenBook book, ILogger logger)
    {
        if (await AdminRoutes.ReadAsync<TokenBody>(context) is not { Name: { } name, Role: { } role } body)
            throw JsonBody.Refusal("", "name and role: both are needed; the role is viewer, operator or admin");
        try
        {
            var (entry, text) = await book.CreateAsync(name, role, body.Expires, context.RequestAborted);
            logger.TokenCreated(Caller.Of(context)!.Name, entry.Name, entry.Role.ToString());
            await AdminRoutes.JsonAsync(context, TokenAnswer.From(entry) with { Token = text }, 201);
        }
        catch (TokenRefusedException refused)
        {
            throw refused.Taken
                ? new RefusedRequestException(409, "conflict", "The token cannot be made", refused.Message)
                : JsonBody.Refusal("", refused.Message);
        }
    }

    private static async Task RevokeAsync(HttpContext context, TokenBook book, ILogger logger)
    {
        var gone = await book.RevokeAsync((string)context.Request.RouteValues["token"]!, context.RequestAborted)
            ?? throw new RefusedRequestException(404, "not-found", "There is no such token", "no token, or more than one, is called so");
        logger.TokenRevoked(Caller.Of(context)!.Name, gone.Name);
        context.Response.StatusCode = 204;
    }

    private sealed record TokenBody(string? Name = null, Role? Role = null, DateTimeOffset? Expires = null);
}

/// <summary>The caller, as the gateway sees them.</summary>
internal sealed record MeAnswer(string Name, Role? Role, CallerKind By, DateTimeOffset? Until)
{
    /// <summary>From a caller.</summary>
    public static MeAnswer From(Caller caller) => new(caller.Name, caller.Role, caller.Kind, caller.Until);
}

/// <summary>A token, as far as it may be shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Prefix">How its text begins.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends; null for never.</param>
/// <param name="LastSeen">The last day it was used; null for never.</param>
/// <param name="Token">Its text, in the answer that makes it alone.</param>
internal sealed record TokenAnswer(string Name, Role Role, string Prefix, DateTimeOffset Created, DateTimeOffset? Expires, DateOnly? LastSeen, string? Token = null)
{
    /// <summary>From what is kept.</summary>
    public static TokenAnswer From(TokenEntry entry) => new(entry.Name, entry.Role, entry.Prefix, entry.Created, entry.Expires, entry.LastSeen);
}

/// <summary>All tokens that are kept.</summary>
internal sealed record TokensAnswer(ImmutableArray<TokenAnswer> Tokens);
