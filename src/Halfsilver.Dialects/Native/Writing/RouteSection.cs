using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes routes, as <see cref="Binding.RouteBinder"/> reads them.</summary>
internal static class RouteSection
{
    public static void Write(KeyWriter keys, Route route)
    {
        keys.Group("match", match => RuleSection.Write(match, RuleForm.Of(route.Rule)));
        keys.Number("priority", route.Priority);
        keys.Texts("entryPoints", route.EntryPoints);
        Action(keys, route.Action);
        keys.Group("rewrite", rewrite =>
        {
            RewriteSection.Path(rewrite, route.Rewrite);
            rewrite.Whole("query", route.Rewrite.Query, RewriteSection.Query);
            rewrite.Group("headers", headers => RewriteSection.Fields(headers, route.Rewrite));
            RewriteSection.Host(rewrite, route.Rewrite.Host);
        });
        keys.Time("timeout", route.Timeout);
        keys.Bound("maxBodySize", route.MaxBodyBytes);
        keys.Named("mirrors", route.Mirrors, mirror => mirror.Name, MirrorSection.Write);
    }

    private static void Action(KeyWriter keys, RouteAction action)
    {
        switch (action)
        {
            case ForwardAction forward when keys.Style.Short:
                ServiceSection.Reference(keys, forward.To);
                break;
            case ForwardAction forward:
                keys.List("destinations", ServiceSection.References(keys.Style, [new WeightedRef(forward.To, 1)]));
                break;

            // Whatever its weight, the one of one gets all.
            case SplitAction { To: [{ Weight: > 0 } only] }:
                Action(keys, new ForwardAction(only.Service));
                break;
            case SplitAction split:
                keys.List("destinations", ServiceSection.References(keys.Style, split.To));
                break;
            case RedirectAction redirect:
                keys.Whole("redirect", redirect, Redirect);
                break;
            case DirectAction direct:
                keys.Whole("respond", direct, Respond);
                break;
            case MetricsAction:
                keys.Group("respond", respond => respond.Text("page", "metrics"));
                break;
            default:
                throw new ArgumentException($"The native file has no action of this kind: {action.GetType().Name}.", nameof(action));
        }
    }

    private static void Redirect(KeyWriter keys, RedirectAction redirect)
    {
        keys.Number("status", redirect.Status, 302);
        keys.Text("scheme", redirect.Scheme);
        keys.Text("host", redirect.Host);
        keys.Number("port", redirect.Port);
        keys.Text("path", redirect.Path);
        keys.Text("pathPrefix", redirect.PathPrefix);
        keys.Flag("dropQuery", redirect.DropQuery, usual: false);
    }

    private static void Respond(KeyWriter keys, DirectAction direct)
    {
        keys.Number("status", direct.Status);
        keys.Text("body", direct.Body, "");
        keys.Fields("headers", direct.Fields);
    }
}
