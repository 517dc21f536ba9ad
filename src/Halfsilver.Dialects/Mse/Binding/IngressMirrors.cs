using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>The mirror that an Ingress' annotations ask for. What is wrong with it costs only the mirror.</summary>
internal sealed class IngressMirrors(MseAssembly parts, Registries registries)
{
    private readonly Dictionary<IngressFile, Mirror?> _known = [];

    /// <summary>The mirror of all of an Ingress' requests, or null for none.</summary>
    public Mirror? Of(IngressFile file)
    {
        if (!_known.TryGetValue(file, out var mirror))
        {
            _known[file] = mirror = Bind(file);
        }

        return mirror;
    }

    private Mirror? Bind(IngressFile file)
    {
        var notes = file.Notes;
        var host = notes.Text("mirror-target-fqdn")?.Trim();
        var service = notes.Text("mirror-target-service")?.Trim();
        if (string.IsNullOrEmpty(host) && string.IsNullOrEmpty(service))
        {
            if (notes.Entries.TryGetValue("mirror-percentage", out var alone))
            {
                parts.Scope.Approximate(alone.Place, alone.Path, "no mirror-target-service and no mirror-target-fqdn stands beside it: nothing is copied");
            }

            return null;
        }

        if (ShareOf(notes) is not { } share)
        {
            return null;
        }

        if (!string.IsNullOrEmpty(host))
        {
            return OfHost(host, notes) is { } to ? MirrorMaker.Make(new PlanNames().Make(host), to, share) : null;
        }

        return OfService(file, service!) is { } found ? MirrorMaker.Make(new PlanNames().Make(found.Name), found.Target, share) : null;
    }

    private Share? ShareOf(MapItem notes)
    {
        if (notes.Text("mirror-percentage") is not { } text)
        {
            return Share.All;
        }

        var at = notes.Entries["mirror-percentage"];
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent))
        {
            parts.Scope.Approximate(at.Place, at.Path, $"\"{text}\" is no whole number: all requests are copied, as Higress does");
            return Share.All;
        }

        if (percent < 0)
        {
            parts.Scope.Approximate(at.Place, at.Path, $"{percent} is below 0: nothing is copied");
            return null;
        }

        if (percent == 0)
        {
            parts.Scope.Remark(at.Place, at.Path, "nothing is copied: it is 0");
        }

        return Share.FromPercent(Math.Min(percent, 100));
    }

    private ServiceRef? OfHost(string host, MapItem notes)
    {
        var at = notes.Entries["mirror-target-fqdn"];
        var port = 80;
        if (notes.Text("mirror-target-fqdn-port") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > ushort.MaxValue))
        {
            var wrong = notes.Entries["mirror-target-fqdn-port"];
            parts.Scope.Approximate(wrong.Place, wrong.Path, $"\"{text}\" is no port: it is 80, as in Higress");
            port = 80;
        }

        return registries.Find(host, port, Upstreams.Usual, at);
    }

    private (ServiceRef Target, string Name)? OfService(IngressFile file, string text)
    {
        var at = file.Notes.Entries["mirror-target-service"];
        var colon = text.LastIndexOf(':');
        var full = colon < 0 ? text : text[..colon];
        var slash = full.IndexOf('/', StringComparison.Ordinal);
        var (space, name) = slash < 0 ? (file.Space, full) : (full[..slash], full[(slash + 1)..]);
        int? port = colon >= 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue ? number : null;
        if (!Addresses.IsHost(name) || !Addresses.IsHost(space))
        {
            parts.Scope.Approximate(at.Place, at.Path, $"\"{text}\" names no Service: nothing is copied");
            return null;
        }

        if (colon >= 0 && port is null)
        {
            parts.Scope.Approximate(at.Place, at.Path, $"\"{text[(colon + 1)..]}\" is no port number: the Service's first port is taken, as in Higress");
        }

        var services = parts.Book.Services;
        var backend = port is null ? services.First(space, name) : services.Find(space, name, port.Value.ToString(CultureInfo.InvariantCulture));
        if (backend is null && !services.IsEmpty)
        {
            parts.Scope.Approximate(at.Place, at.Path, $"no Service \"{space}/{name}\" stands in the files, where others do, and no port is named: nothing is copied, and the routes are served");
            return null;
        }

        if (backend is null)
        {
            // An Ingress alone: the Service's first port is not known.
            parts.Scope.Approximate(at.Place, at.Path, $"no Service \"{space}/{name}\" stands in the files, so its first port is not known: it is taken to be 80");
            backend = services.Find(space, name, "80");
        }

        if (backend.Problem is { } problem)
        {
            parts.Scope.Approximate(at.Place, at.Path, $"{problem}: nothing is copied, and the routes are served");
            return null;
        }

        return (parts.Book.Of(space, name, backend, Upstreams.Usual.SpeakingAt(backend), at), name);
    }
}
