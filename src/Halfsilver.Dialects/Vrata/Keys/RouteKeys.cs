using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>Keys of routes and of groups.</summary>
internal static class RouteKeys
{
    public static GroupShape Route => field ??= new("route", "Which requests, and who answers them. One of forward, redirect and directResponse stands there.", () =>
    [
        new("id", VrataKinds.Text, "What groups call it."),
        new("name", VrataKinds.Text, "Its name in metrics and logs.") { DefaultWords = "the id" },
        new("match", Match, "What a request must look like.") { DefaultWords = "any request" },
        new("forward", ForwardKeys.Forward, "Forwards to destinations."),
        new("redirect", Redirect, "Answers with a redirect."),
        new("directResponse", Direct, "Answers from here."),
        .. Uses,
    ])
    { ExactlyOne = [["forward", "redirect", "directResponse"]] };

    public static GroupShape Group => field ??= new("group", "Routes with something in common, in the order of their ids.", () =>
    [
        new("id", VrataKinds.Text, "Its id."),
        new("name", VrataKinds.Text, "Its name."),
        new("description", VrataKinds.Text, "What it is for."),
        new("routeIds", VrataKinds.Texts, "The routes."),
        new("pathPrefix", VrataKinds.Text, "Stands before the paths of all routes."),
        new("pathRegex", VrataKinds.Text, "An expression that stands before the paths of all routes."),
        new("hostnames", VrataKinds.Texts, "Hosts beside those of each route."),
        new("headers", new ListShape("tests", Test), "Tests of fields beside those of each route."),
        new("retryDefault", ForwardKeys.Retry, "How a request is tried again.") { Approximated = ForwardKeys.NoRetry },
        new("includeAttemptCount", Kinds.Bool, "Whether destinations get X-Request-Attempt-Count; it is always 1 here.") { Default = false },
        .. Uses,
    ]);

    public static GroupShape Match => field ??= new("match", "What a request must look like; all of it holds.", () =>
    [
        new("path", VrataKinds.Text, "The whole path."),
        new("pathPrefix", VrataKinds.Text, "What the path begins with, wherever that ends.") { DefaultWords = "/" },
        new("pathRegex", VrataKinds.Text, "An expression that holds from the path's begin."),
        new("methods", VrataKinds.Texts, "The methods.") { DefaultWords = "all" },
        new("hostnames", VrataKinds.Texts, "The hosts; * is any.") { DefaultWords = "any" },
        new("headers", new ListShape("tests", Test), "Tests of fields."),
        new("queryParams", new ListShape("tests", Test), "Tests of parameters of the query; an empty value counts as absent."),
        new("grpc", Kinds.Bool, "Whether only gRPC is taken.") { Default = false },
        new("cel", VrataKinds.Text, "A condition over method, path, host, headers, queryParams and clientIp, made of &&, ||, !, ==, !=, in, startsWith and matches. Another stops the file."),
    ]);

    private static GroupShape Test => field ??= new("test", "A test of a field or parameter.", () =>
    [
        new("name", VrataKinds.Text, "Whose value."),
        new("value", VrataKinds.Text, "The value.") { DefaultWords = "any" },
        new("regex", Kinds.Bool, "Whether the value is an expression, which may hold anywhere in it.") { Default = false },
    ]);

    private static GroupShape Redirect => field ??= new("redirect", "A redirect; what is left out stays as the client sent it.", () =>
    [
        new("url", VrataKinds.Text, "The whole address; the others mean nothing beside it."),
        new("scheme", VrataKinds.Text, "The scheme."),
        new("host", VrataKinds.Text, "The host, with or without a port."),
        new("path", VrataKinds.Text, "The path."),
        new("stripQuery", Kinds.Bool, "Whether the query is dropped.") { Default = false },
        new("code", VrataKinds.Number, "The status.") { Default = 301 },
    ]);

    private static GroupShape Direct => field ??= new("directResponse", "An answer from here.", () =>
    [
        new("status", VrataKinds.Number, "The status."),
        new("body", VrataKinds.Text, "The body, as text/plain, or text/html where it begins with <."),
    ]);

    private static ImmutableArray<Key> Uses =>
    [
        new("middlewareIds", VrataKinds.Texts, "Middlewares, in their order; those of a group come first."),
        new("middlewareOverrides", VrataKinds.Overrides, "How middlewares are used here; those of a route stand in place of its group's."),
    ];
}
