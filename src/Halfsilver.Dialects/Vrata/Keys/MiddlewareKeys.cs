using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Vrata.Keys.VrataKinds;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>Keys of middlewares, and of how routes use them.</summary>
internal static class MiddlewareKeys
{
    public static GroupShape Middleware => field ??= new("middleware", "Something done beside. A route that uses one that guards (jwt, extAuthz, inlineAuthz, extProc) is refused: it would be open.", () =>
    [
        new("id", Text, "What routes call it."),
        new("name", Text, "Its name."),
        new("type", Text, "What it does: headers as here; cors, rateLimit and accessLog are left out, with a notice where a route uses them."),
        new("headers", Headers, "Changes of fields."),
        new("cors", Any, "What pages of other sites may do."),
        new("jwt", Any, "Which tokens are let in."),
        new("extAuthz", Any, "Who says what is let in."),
        new("extProc", Any, "Who changes what is let in."),
        new("rateLimit", Any, "How much is let in."),
        new("accessLog", Any, "What is logged."),
        new("inlineAuthz", Any, "What is let in."),
    ]);

    public static GroupShape Override => field ??= new("override", "How a middleware is used.", () =>
    [
        new("disabled", Kinds.Bool, "Whether it is left out.") { Default = false },
        new("skipWhen", Texts, "Conditions under which it is left out. Changes of fields with a condition stop the file."),
        new("onlyWhen", Texts, "Conditions under which it is used. Changes of fields with a condition stop the file."),
        new("headers", Headers, "Changes of fields in place of the middleware's own."),
        new("extProc", Any, "Changes of a processor."),
    ]);

    private static GroupShape Headers => field ??= new("headers", "Changes of fields.", () =>
    [
        new("requestHeadersToAdd", new ListShape("fields", Value), "Fields that destinations, and the mirror, get."),
        new("requestHeadersToRemove", Texts, "Fields that are taken out; after those that are added."),
        new("responseHeadersToAdd", new ListShape("fields", Value), "Fields that answers get."),
        new("responseHeadersToRemove", Texts, "Fields that are taken out of answers."),
    ]);

    private static GroupShape Value => field ??= new("field", "A field.", () =>
    [
        new("key", Text, "Its name."),
        new("value", Text, "Its value. One with ${ } is left out, with a notice."),
        new("append", Kinds.Bool, "Whether it stands beside those of its name.") { Default = false },
    ]);
}
