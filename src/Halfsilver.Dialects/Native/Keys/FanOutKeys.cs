using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of services that make several calls for one request.</summary>
internal static class FanOutKeys
{
    private const string MemberPattern = "^[^.\\x00-\\x1f\\x7f]+(\\.[^.\\x00-\\x1f\\x7f]+)*$";
    private const string MemberWords = "names with dots between them, as user.name";

    private static readonly FanOutService Defaults = new() { Name = "", Calls = [] };

    public static GroupShape FanOut => field ??= new("fanOut", "Several calls for one request, whose JSON answers become one.", () =>
    [
        new("calls", new NamedShape("calls by name", NamePattern, NameWords, "user", Call) { Least = 1 }, "The calls. Of two answers with the same member the later call's stands.") { Required = true },
        new("timeout", Duration(), "For all calls together; what is not there by then is left out. A route's own timeout goes first.") { Default = Notation.Text(Defaults.Timeout) },
        new("sequential", Bool, "Whether each call waits for the one before, and is not made when that one failed.") { Default = Defaults.Sequential },
        new("output", new ChoiceShape("json", "collection", "text", "raw"), "What the client is sent: the merged members, the member collection alone, the member content alone, or the one call's answer as it comes.") { Default = "json" },
        new("allowPartial", Bool, "Whether an answer may lack what failed calls would have said.") { Default = Defaults.AllowPartial },
        new("failureStatus", new IntegerShape(400, 599), "Status of the answer when no call was any good, or not all were that had to be.") { Default = Defaults.FailureStatus },
        new("completeField", FieldName, "A field of the answer: true when every call was good, false when one was left out.") { DefaultWords = "none", Sample = "x-complete" },
        new("constant", new GroupShape("constant", "Members that are put over those of the calls. Where all calls failed they are the answer.", () =>
        [
            new("members", Members, "The members, as a JSON object.") { Required = true },
            new("when", new ChoiceShape("always", "complete", "incomplete"), "When: into every answer, when every call was good, or when one was not.") { Default = "always" },
        ]), "Members that are put into answers."),
        new("maxBufferedBody", Size(0, 1L << 30), "Largest request body; it is kept whole for the calls. One byte more is answered with 413.") { Default = Notation.Size(Defaults.MaxBufferedBody) },
        new("maxAnswerSize", Size(1, 1L << 30), "Largest answer of one call; a longer one counts as failed.") { Default = Notation.Size(Defaults.MaxAnswerBytes) },
    ]);

    private static GroupShape Call => field ??= new("call", "One call. Its head is made anew: what is not let through does not go.", () =>
    [
        new("service", Name, "Who is called.") { Required = true, Sample = "a" },
        new("port", PortRef, "One of that service's ports."),
        new("method", Method, "The method.") { DefaultWords = "the client's; GET for HEAD", Sample = "GET" },
        new("path", RouteKeys.Target, "Path and query, with parameters of the route's own template; with sequential {call:member} is a value of an earlier call's answer.") { DefaultWords = "the client's path", Sample = "/v1/orders" },
        new("query", new ListShape("parameter names", RouteKeys.Parameter), "Query parameters of the client's that go on.") { DefaultWords = "all", Sample = new JsonArray("page") },
        new("headers", new GroupShape("callHeaders", "Fields of a call.", () =>
        [
            new("pass", new ListShape("field names", FieldName), "Fields of the client's that go on.") { DefaultWords = "all", Sample = new JsonArray("Content-Type") },
            new("set", RouteKeys.FieldValues, "Fields that replace all of the same name."),
        ]), "Fields of the call."),
        new("race", new IntegerShape(1, 16), "How many times it is called at once; the first good answer counts.") { Default = 1 },
        new("statuses", new ListShape("statuses", new IntegerShape(200, 599), 1), "Statuses of a good answer.") { DefaultWords = "200 to 299", Sample = new JsonArray(200) },
        new("redirects", new IntegerShape(0, 10), "How many redirects to an endpoint of its own service are followed.") { Default = 0 },
        new("encoding", new ChoiceShape("json", "object", "collection", "text"), "How the answer is read: a JSON object or array, only an object, only an array, or text. An array becomes the member collection, text the member content.") { Default = "json" },
        new("target", Member, "A member that stands for the whole answer."),
        new("allow", new ListShape("members", Member), "Members that are kept."),
        new("deny", new ListShape("members", Member), "Members that are left out."),
        new("rename", new NamedShape("new names by member", MemberPattern, MemberWords, "user.name", Member), "Members under other names, after allow and deny."),
        new("group", new TextShape("member", "^[^\\x00-\\x1f\\x7f]+$", "a member's name", ["orders"], ["", "a\nb"]), "The member that holds what is left.") { DefaultWords = "none: beside the other calls' members" },
    ])
    { AtMostOne = [["allow", "deny"]] };

    private static TextShape Members { get; } = new("JSON object", "^[^\\x00]*$", "members in braces", ["{\"version\":1}", "{}"], ["", "[]", "{", "1"])
    {
        Check = text => FanOutCheck.Members(text),
    };

    private static TextShape Member { get; } = new("way to a member", MemberPattern, MemberWords, ["data.user"], ["", ".a", "a..b", "a\nb"]);

}
