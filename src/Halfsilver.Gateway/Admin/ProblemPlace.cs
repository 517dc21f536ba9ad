using System.Collections.Immutable;
using Halfsilver.Dialects;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin;

/// <summary>One thing to say about a place of a body.</summary>
/// <param name="Pointer">Where, as a JSON pointer: <c>/routes/orders/mirrors/v2/percent</c>; empty for the whole.</param>
/// <param name="Code">Stable code, <c>HSnnnn</c>.</param>
/// <param name="Message">What is wrong, with the value, and what is allowed.</param>
/// <param name="Line">Line of the text, from 1; missing where the place is none of the text.</param>
/// <param name="Column">Column, likewise.</param>
/// <param name="Suggestion">What was probably meant.</param>
internal sealed record ProblemPlace(string Pointer, string Code, string Message, int? Line = null, int? Column = null, string? Suggestion = null)
{
    /// <summary>The place and the message, in words.</summary>
    public string InWords() => Pointer.Length == 0 ? Message : $"{Pointer}: {Message}";

    /// <summary>From a reader's notice.</summary>
    public static ProblemPlace From(Notice notice) => new(
        PointerOf(notice.Path), notice.Code, notice.Message, notice.Line == 0 ? null : notice.Line, notice.Line == 0 ? null : notice.Column, notice.Suggestion);

    /// <summary>From a plan's problem.</summary>
    public static ProblemPlace From(Problem problem) => new(PointerOf(problem.Path), problem.Code, problem.Message);

    /// <summary>Places of a body as the problem that a caller gets; the first is told in words.</summary>
    /// <param name="title">What kind of thing is wrong.</param>
    /// <param name="places">What is wrong; not empty.</param>
    /// <param name="type">Last part of the problem's type.</param>
    public static RefusedRequestException Refusal(string title, ImmutableArray<ProblemPlace> places, string type = "validation") => new(400, type, title, places[0].InWords()) { Errors = places };

    /// <summary>The refusal of a plan.</summary>
    public static RefusedRequestException Refusal(ImmutableArray<Problem> problems) => Refusal(422, "plan-refused", "The plan cannot be put in force", problems);

    /// <summary>The refusal of names that somebody else uses already.</summary>
    public static RefusedRequestException Taken(string type, ImmutableArray<Problem> problems) => Refusal(409, type, "The name is taken", problems);

    private static RefusedRequestException Refusal(int status, string type, string title, ImmutableArray<Problem> problems) =>
        new(status, type, title, $"{problems[0].Path}: {problems[0].Message}") { Errors = [.. problems.Select(From)] };

    // Dots and brackets part steps; a name in brackets is taken as it is, dots and all.
    private static string PointerOf(string path)
    {
        var pointer = new System.Text.StringBuilder();
        for (var at = 0; at < path.Length;)
        {
            var (from, to) = path[at] switch
            {
                '[' => (at + 1, path.IndexOf(']', at) is >= 0 and var close ? close : path.Length),
                '.' => (at + 1, End(path, at + 1)),
                _ => (at, End(path, at)),
            };
            if (path[at] != '.' || from < path.Length && path[from] != '[')
            {
                pointer.Append(JsonPointer.Step(path[from..to]));
            }

            at = path[at] == '[' ? to + 1 : to;
        }

        return pointer.ToString();
    }

    private static int End(string path, int from) => path.AsSpan(from).IndexOfAny('.', '[') is >= 0 and var length ? from + length : path.Length;
}
