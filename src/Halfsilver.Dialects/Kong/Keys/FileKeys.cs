using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Kong.Keys.KongKinds;

namespace Halfsilver.Dialects.Kong.Keys;

/// <summary>Keys of a whole declarative file.</summary>
internal static class FileKeys
{
    private const string Nobody = "nobody is told apart here by keys or passwords; routes that ask for them are refused";
    private const string Certificates = "certificates of clients' connections come from files here, not from text; without one it is made at the start and signed by nobody";

    public static GroupShape File => field ??= new("file", "A declarative file.", () =>
    [
        new("_format_version", new ChoiceShape("1.1", "2.1", "3.0"), "The format. Before 3.0 a path with signs of an expression is one, without `~`.") { Required = true },
        Silent("_transform", "Whether values are made ready for the database, which is not here."),
        new("_info", Info, "What decK says about the file."),
        Silent("_comment", "A comment."),
        Silent("_ignore", "Comments."),
        Silent("_workspace", "The workspace that it came from."),
        Silent("_konnect", "The control plane that it came from."),
        Refused("_plugin_configs", "plugins that share a configuration are not read; write it into each of them"),
        new("services", new ListShape("services", EntityKeys.Service), "Services, with their routes and plugins."),
        new("routes", new ListShape("routes", EntityKeys.Route), "Routes that name their service."),
        new("plugins", new ListShape("plugins", PluginKeys.Plugin), "Plugins of everything, or of the service or route that they name."),
        new("upstreams", new ListShape("upstreams", UpstreamKeys.Upstream), "Several addresses under one name, which is a service's host."),
        new("targets", new ListShape("targets", UpstreamKeys.Target), "Addresses that name their upstream."),
        Without("certificates", Certificates),
        Without("snis", Certificates),
        Ignored("ca_certificates", "authorities stand in files here; services that name some are told"),
        Ignored("consumers", Nobody),
        Ignored("consumer_groups", Nobody),
        Ignored("keyauth_credentials", Nobody),
        Ignored("basicauth_credentials", Nobody),
        Ignored("hmacauth_credentials", Nobody),
        Ignored("jwt_secrets", Nobody),
        Ignored("oauth2_credentials", Nobody),
        Ignored("mtls_auth_credentials", Nobody),
        Ignored("acls", Nobody),
        Ignored("vaults", "secrets are not asked for here"),
        Ignored("keys", "nothing is signed or checked with keys here"),
        Ignored("key_sets", "nothing is signed or checked with keys here"),
        Ignored("rbac_roles", "rights on Kong's own interface mean nothing here"),
        Ignored("licenses", "there are none"),
        Refused("filter_chains", "filters in WebAssembly are not run, and they might be what keeps others out"),
    ]);

    private static GroupShape Info => field ??= new("info", "What decK says about the file.", () =>
    [
        Silent("select_tags", "Tags of the objects that were taken."),
        Silent("default_lookup_tags", "Tags of objects in other files."),
        Refused("defaults", "values for all objects are not read here; write them out, as a dump does"),
    ]);
}
