using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes changes to a request, as <see cref="Binding.RewriteBinder"/> reads them.</summary>
internal static class RewriteSection
{
    public static void Path(KeyWriter keys, Rewrite rewrite)
    {
        keys.Text("stripPrefix", rewrite.StripPrefix);
        if (rewrite.ReplacePrefix is { } prefix)
        {
            keys.Put("replacePrefix", new JsonObject { [prefix.From] = prefix.To });
        }

        keys.Flag("prefixIsText", rewrite.PrefixIsText, usual: false);
        if (rewrite.ReplaceRegex is { } regex)
        {
            keys.Put("replaceRegex", new JsonObject { ["pattern"] = regex.Pattern, ["replacement"] = regex.Replacement });
        }

        keys.Text("replacePath", rewrite.ReplacePath);
        keys.Text("template", rewrite.Template);
        keys.Text("target", rewrite.Target);
        keys.Text("addPrefix", rewrite.AddPrefix);
    }

    public static void Query(KeyWriter keys, QueryChanges query)
    {
        keys.Fields("set", query.Set);
        keys.Fields("add", query.Add);
        keys.Texts("remove", query.Remove);
        keys.Names("pass", query.Pass);
    }

    public static void Fields(KeyWriter keys, Rewrite rewrite)
    {
        keys.Names("pass", rewrite.PassFields);
        keys.Fields("set", rewrite.SetFields);
        keys.Fields("add", rewrite.AddFields);
        keys.Texts("remove", rewrite.RemoveFields);
    }

    /// <summary>The Host that is sent. A literal that is one of the format's own words stands in a map.</summary>
    public static void Host(KeyWriter keys, HostRewrite? host, HostRewrite? usual = null)
    {
        if (host is null || (host == usual && !keys.Style.Defaults))
        {
            return;
        }

        keys.Put("host", host switch
        {
            { Kind: HostKind.Preserve } => "preserve",
            { Kind: HostKind.Service } => "service",
            { Literal: "preserve" or "service" } => new JsonObject { ["literal"] = host.Literal },
            _ => host.Literal ?? "",
        });
    }
}
