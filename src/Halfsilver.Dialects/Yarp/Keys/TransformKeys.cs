using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Yarp.Keys.YarpKinds;

namespace Halfsilver.Dialects.Yarp.Keys;

/// <summary>Keys of transforms.</summary>
internal static class TransformKeys
{
    private const string Answers = "answers are passed on as they come";

    public static GroupShape Transform => field ??= new("Transforms", "A change to requests. Path, query and fields are changed as the mirror gets them too. One that has no key of these is refused.", () =>
    [
        new("PathPrefix", Text, "Stands before the path."),
        new("PathRemovePrefix", Text, "Is taken off the path, at a segment's end and without case."),
        new("PathSet", Text, "Stands in place of the path."),
        new("PathPattern", Text, "Stands in place of the path, with parameters of the route's own."),
        new("QueryValueParameter", Text, "A parameter that is set or put at the end, by Set or Append."),
        new("QueryRemoveParameter", Text, "A parameter that is taken out."),
        Refused("QueryRouteParameter", "A parameter with a value of the path.", "parameters of the query cannot be taken from the path here, and destinations would see another query"),
        Refused("QueryParameter", "A parameter with a value of a template.", "parameters of the query cannot be taken from a template here, and destinations would see another query"),
        new("RequestHeader", Text, "A field that is set or added, by Set or Append; Host too."),
        Without("RequestHeaderRouteValue", "A field with a value of the path.", "values of the path are not put into fields here; destinations do not get this field"),
        new("RequestHeaderRemove", Text, "A field that is taken out."),
        new("RequestHeadersAllowed", Text, "The client's fields that go on, with semicolons between them."),
        new("RequestHeadersCopy", Kinds.Bool, "Whether the client's fields go on.") { Default = true },
        new("RequestHeaderOriginalHost", Kinds.Bool, "Whether the client's Host goes on.") { Default = false },
        new("Set", Text, "A value beside one of the others."),
        new("Append", Text, "A value beside one of the others."),
        Refused("HttpMethodChange", "Another method.", "the primary's method cannot be changed here, and destinations would be called with another"),
        new("X-Forwarded", Text, "The fields X-Forwarded-For, -Host, -Proto and -Prefix: Set, Append, Remove or Off; For, Host and Proto for one of them."),
        new("For", Text, "The same for one of the fields."),
        new("Host", Text, "The same for one of the fields."),
        new("Proto", Text, "The same for one of the fields."),
        Ignored("Prefix", "The same for one of the fields.", "no field X-Forwarded-Prefix is written"),
        Without("HeaderPrefix", "What names of these fields begin with.", "they begin with X-Forwarded-"),
        Without("Forwarded", "The field Forwarded.", "no field Forwarded is written; X-Forwarded-For, -Host and -Proto are"),
        Ignored("ForFormat", "How the client is written there.", "no field Forwarded is written"),
        Ignored("ByFormat", "How the proxy is written there.", "no field Forwarded is written"),
        Ignored("Action", "How the field is put there.", "no field Forwarded is written"),
        Without("ClientCert", "A field with the client's certificate.", "clients are not asked for certificates; destinations do not get this field"),
        Without("ResponseHeader", "A field of answers.", Answers),
        Without("ResponseHeaderRemove", "A field that is taken out of answers.", Answers),
        Without("ResponseHeadersAllowed", "Fields of answers that go on.", Answers),
        Without("ResponseHeadersCopy", "Whether fields of answers go on.", Answers),
        Without("ResponseTrailer", "A trailer of answers.", Answers),
        Without("ResponseTrailerRemove", "A trailer that is taken out of answers.", Answers),
        Without("ResponseTrailersAllowed", "Trailers of answers that go on.", Answers),
        Without("ResponseTrailersCopy", "Whether trailers of answers go on.", Answers),
        new("When", Any, "Which answers."),
    ]);
}
