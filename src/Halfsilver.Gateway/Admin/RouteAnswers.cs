namespace Halfsilver.Gateway.Admin;

/// <summary>Which statuses a path answers with, beside those that every guarded path has.</summary>
internal static class RouteAnswers
{
    /// <summary>Says so.</summary>
    public static IEndpointConventionBuilder Answers(this IEndpointConventionBuilder route, params int[] statuses) => route.WithMetadata(new AnswerStatuses([.. statuses]));
}

/// <summary>Statuses of one path.</summary>
internal sealed record AnswerStatuses(System.Collections.Immutable.ImmutableArray<int> Statuses);
