using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Vrata.Keys.VrataKinds;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>Keys of what is forwarded.</summary>
internal static class ForwardKeys
{
    public const string NoRetry = "a request is sent once; what fails is told to the client";

    public static GroupShape Forward => field ??= new("forward", "Forwards to destinations, and copies to a mirror.", () =>
    [
        new("destinations", new ListShape("destinations", Target), "The destinations; of several, the weights come to 100."),
        new("destinationBalancing", Balancing, "How one of several is chosen.") { DefaultWords = "at random, by weight" },
        new("timeouts", Timeouts, "Times allowed."),
        new("retry", Retry, "How a request is tried again.") { Approximated = NoRetry },
        new("rewrite", Rewrite, "What destinations, and the mirror, see otherwise."),
        new("mirror", Mirror, "Who gets a copy."),
        new("maxGrpcTimeout", Time, "The longest time that a client of gRPC may ask for."),
    ]);

    public static GroupShape Retry => field ??= new("retry", "How a request is tried again.", () =>
    [
        new("attempts", Number, "How often."),
        new("perAttemptTimeout", Time, "Time for each."),
        new("on", Texts, "After what."),
        new("retriableCodes", new ListShape("statuses", Number), "After which statuses."),
        new("backoff", Any, "How long it waits between."),
    ]);

    public static GroupShape Mirror => field ??= new("mirror", "Who gets a copy of each request, or of a share of them: body, fields and method as the destination gets them.", () =>
    [
        new("destinationId", Text, "The destination. Where there is none, the route is served without a mirror."),
        new("percentage", Number, "The share; 0 is none, above 100 counts as 100.") { Default = 100 },
    ]);

    private static GroupShape Target => field ??= new("target", "A destination with its weight.", () =>
    [
        new("destinationId", Text, "The destination."),
        new("weight", Number, "Its weight; means nothing where it is the only one.") { Default = 0 },
    ]);

    private static GroupShape Balancing => field ??= new("destinationBalancing", "How one of several destinations is chosen.", () =>
    [
        new("algorithm", new ChoiceShape("WEIGHTED_RANDOM", "WEIGHTED_CONSISTENT_HASH", "STICKY", ""), "By weight; each request alone, whatever the algorithm: a client does not stay with its destination.")
        {
            Default = "WEIGHTED_RANDOM",
        },
        Without("weightedConsistentHash", "The cookie that names a client.", "no client stays with a destination"),
        Without("sticky", "The cookie that names a client.", "no client stays with a destination"),
    ]);

    private static GroupShape Timeouts => field ??= new("times of a route", "Times allowed to a request.", () =>
    [
        new("request", Time, "For the whole request; here from its end to the end of the answer's head, within the destination's own."),
    ]);

    private static GroupShape Rewrite => field ??= new("rewrite", "What destinations see otherwise.", () =>
    [
        new("path", Text, "Stands in place of what the route's path matched."),
        new("pathRegex", PathRegex, "Replaces each match in the path."),
        new("host", Text, "The Host that is sent."),
        new("hostFromHeader", Text, "A field whose value is sent as Host.") { Rejected = "the Host cannot be taken from a field here, and destinations would see the client's; name it by host or autoHost" },
        new("autoHost", Kinds.Bool, "Whether the endpoint's own Host is sent.") { Default = false },
    ]);

    private static GroupShape PathRegex => field ??= new("pathRegex", "Replaces each match in the path.", () =>
    [
        new("pattern", Text, "The expression."),
        new("substitution", Text, "What stands in its place; \\1 is the first group."),
    ]);
}
