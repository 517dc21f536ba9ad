using System.Collections.Immutable;

namespace Halfsilver.Gateway.Admin.OpenApi;

/// <summary>What a mapped path says about itself, for the document and for whoever checks it.</summary>
internal static class RouteWords
{
    /// <summary>What it does, in a sentence without a full stop.</summary>
    public static IEndpointConventionBuilder Says(this IEndpointConventionBuilder route, string summary) => route.WithMetadata(new RouteSummary(summary));

    /// <summary>It takes JSON of this type.</summary>
    public static IEndpointConventionBuilder Takes<T>(this IEndpointConventionBuilder route, bool needed = true) => route.WithMetadata(new BodyTaken(typeof(T), ["application/json"], needed));

    /// <summary>It takes JSON that no type of ours describes.</summary>
    public static IEndpointConventionBuilder TakesJson(this IEndpointConventionBuilder route) => route.WithMetadata(new BodyTaken(Type: null, ["application/json"], Needed: true));

    /// <summary>It takes configuration, in any dialect and any form that one has.</summary>
    public static IEndpointConventionBuilder TakesConfiguration(this IEndpointConventionBuilder route) =>
        route.WithMetadata(new BodyTaken(Type: null, ["application/yaml", "application/json", "application/toml"], Needed: true));

    /// <summary>It gives JSON of this type, with its good statuses or with those that are named.</summary>
    public static IEndpointConventionBuilder Gives<T>(this IEndpointConventionBuilder route, params int[] statuses) => route.WithMetadata(new BodyGiven(typeof(T), ["application/json"], [.. statuses]));

    /// <summary>It gives text of this type of media, with its good statuses or with those that are named.</summary>
    public static IEndpointConventionBuilder GivesText(this IEndpointConventionBuilder route, string[] media, params int[] statuses) =>
        route.WithMetadata(new BodyGiven(Type: null, [.. media], [.. statuses]));

    /// <summary>It looks at this part of the query.</summary>
    public static IEndpointConventionBuilder Query(this IEndpointConventionBuilder route, string name, string words) => route.WithMetadata(new QueryTaken(name, words));

    /// <summary>It changes the plan: a revision that it was made for may be named, and it may be tried.</summary>
    public static IEndpointConventionBuilder ChangesThePlan(this IEndpointConventionBuilder route) =>
        route.WithMetadata(new ChangesPlan()).Query("dryRun", "true says what would change, and changes nothing").Gives<ChangeAnswer>();
}

/// <summary>What a path does.</summary>
internal sealed record RouteSummary(string Text);

/// <summary>The body that a path takes.</summary>
/// <param name="Type">What it holds; null for what no type describes.</param>
/// <param name="Media">Types of media, the usual one first.</param>
/// <param name="Needed">Whether there must be one.</param>
internal sealed record BodyTaken(Type? Type, ImmutableArray<string> Media, bool Needed);

/// <summary>A body that a path gives.</summary>
/// <param name="Type">What it holds; null for text.</param>
/// <param name="Media">Types of media.</param>
/// <param name="Statuses">With which statuses; none for all below 300.</param>
internal sealed record BodyGiven(Type? Type, ImmutableArray<string> Media, ImmutableArray<int> Statuses)
{
    /// <summary>Whether it comes with a status.</summary>
    public bool ComesWith(int status) => Statuses.IsEmpty ? status < 300 && status != 204 : Statuses.Contains(status);
}

/// <summary>A part of the query that a path looks at.</summary>
internal sealed record QueryTaken(string Name, string Words);

/// <summary>A path takes If-Match and X-Change-Message.</summary>
internal sealed record ChangesPlan;
