using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.GatewayApi.Keys.GatewayKinds;

namespace Halfsilver.Dialects.GatewayApi.Keys;

/// <summary>Keys of filters.</summary>
internal static class FilterKeys
{
    /// <summary>Types with the key that each of them needs.</summary>
    public static ImmutableArray<(string Type, string Key)> Types { get; } =
    [
        ("RequestHeaderModifier", "requestHeaderModifier"), ("ResponseHeaderModifier", "responseHeaderModifier"), ("RequestMirror", "requestMirror"), ("RequestRedirect", "requestRedirect"),
        ("URLRewrite", "urlRewrite"), ("ExtensionRef", "extensionRef"), ("CORS", "cors"), ("ExternalAuth", "externalAuth"),
    ];

    public static GroupShape HttpFilter => field ??= new("httpFilter", "Something that is done to requests on the way: of one type, with that type's key beside it.", () =>
    [
        new("type", new ChoiceShape([.. Types.Select(type => type.Type)]), "The type.") { Required = true, Sample = "RequestMirror" },
        .. Shared,
        new("requestRedirect", RequestRedirect, "Answers with a redirect."),
        new("urlRewrite", UrlRewrite, "Changes path and Host; the copies' too."),
        Approximated("cors", "What pages of other sites may do.", "requests that ask whether a page may call go to the service, and answers are passed on as they come"),
        new("externalAuth", Any, "Asks another server who may come in.") { Rejected = "nobody is asked who it is here: without that the route would be open" },
    ]);

    public static GroupShape GrpcFilter => field ??= new("grpcFilter", "Something that is done to calls on the way: of one type, with that type's key beside it.", () =>
    [
        new("type", new ChoiceShape("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef"), "The type.") { Required = true, Sample = "RequestMirror" },
        .. Shared,
    ]);

    /// <summary>Keys of a reference to a Service.</summary>
    public static ImmutableArray<Key> Reference =>
    [
        new("group", Kinds.Text, "Its group; empty for a Service.") { Default = "" },
        new("kind", Kinds.Text, "Service; others are not read.") { Default = "Service" },
        new("namespace", KubernetesKeys.Name, "Its namespace. Another one than the route's needs a ReferenceGrant there.") { DefaultWords = "the route's" },
        new("name", KubernetesKeys.Name, "Its name.") { Required = true },
        new("port", Kinds.PortNumber, "Its port, by number. A Service needs it."),
    ];

    private static ImmutableArray<Key> Shared =>
    [
        new("requestHeaderModifier", HeaderModifier, "Changes fields of requests; the copies' too."),
        new("responseHeaderModifier", HeaderModifier, "Changes fields of answers.") { Approximated = "fields of answers are passed on as they come" },
        new("requestMirror", RequestMirror, "Copies requests."),
        new("extensionRef", ExtensionRef, "A filter of one controller. Its requests are answered with 500, for it must not be skipped."),
    ];

    private static GroupShape RequestMirror => field ??= new("requestMirror", "Copies requests. The answers of mirrors are thrown away.", () =>
    [
        new("backendRef", MirrorReference, "Who gets the copies: one endpoint of it gets each.") { Required = true },
        new("percent", new IntegerShape(0, 100), "The share that is copied.") { DefaultWords = "all" },
        new("fraction", Fraction, "The share that is copied, as a fraction.") { DefaultWords = "all" },
    ])
    { AtMostOne = [["percent", "fraction"]] };

    private static GroupShape MirrorReference => field ??= new("mirrorBackend", "A Service.", () => Reference);

    private static GroupShape Fraction => field ??= new("fraction", "A fraction, at most a whole.", () =>
    [
        new("numerator", new IntegerShape(0, int.MaxValue), "Above the line.") { Required = true },
        new("denominator", new IntegerShape(1, int.MaxValue), "Below it.") { Default = 100 },
    ]);

    private static GroupShape HeaderModifier => field ??= new("headerModifier", "Changes fields: sets, then adds, then takes out.", () =>
    [
        new("set", new ListShape("fields", Field), "Fields that replace all of their name."),
        new("add", new ListShape("fields", Field), "Fields that are added."),
        new("remove", new ListShape("names", Kinds.FieldName), "Fields that are taken out."),
    ]);

    private static GroupShape Field => field ??= new("headerField", "A field.", () =>
    [
        new("name", Kinds.FieldName, "Its name.") { Required = true },
        new("value", Value, "Its value.") { Required = true },
    ]);

    private static GroupShape RequestRedirect => field ??= new("requestRedirect", "A redirect. What is not written stays as the client sent it.", () =>
    [
        new("scheme", new ChoiceShape("http", "https"), "The scheme."),
        new("hostname", Hostname, "The host."),
        new("path", PathModifier, "The path."),
        new("port", Kinds.PortNumber, "The port.") { DefaultWords = "that of the scheme, else of the listener" },
        new("statusCode", new ChoiceNumberShape(301, 302, 303, 307, 308), "The status.") { Default = 302 },
    ]);

    private static GroupShape UrlRewrite => field ??= new("urlRewrite", "Changes path and Host.", () =>
    [
        new("hostname", Hostname, "The Host that the Service sees."),
        new("path", PathModifier, "The path that it sees."),
    ]);

    private static GroupShape PathModifier => field ??= new("pathModifier", "Another path, with that type's key beside it.", () =>
    [
        new("type", new ChoiceShape("ReplaceFullPath", "ReplacePrefixMatch"), "What is replaced.") { Required = true },
        new("replaceFullPath", Kinds.Text, "The whole path."),
        new("replacePrefixMatch", Kinds.Text, "What stands in place of the prefix that the rule matches."),
    ]);

    private static GroupShape ExtensionRef => field ??= new("extensionRef", "An object of one controller.", () =>
    [
        new("group", Kinds.Text, "Its group.") { Required = true },
        new("kind", Kinds.Text, "Its kind.") { Required = true },
        new("name", Kinds.Text, "Its name.") { Required = true },
    ]);
}
