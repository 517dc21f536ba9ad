using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Binds the mirror of a route. What is wrong with one leaves it out, and never its route.</summary>
internal sealed class MirrorBinder(DestinationBinder destinations, Catalogue known, ReadingScope scope)
{
    private const long Whole = 100;

    // There a body is copied whole before it is sent; here it is kept as long as the process has room for copies.
    private const long MostKept = 32L * 1024 * 1024;

    /// <summary>No mirror, or one.</summary>
    /// <param name="mirror">The group; null where there is none.</param>
    /// <param name="counts">Whether the primary gets the field that counts its attempts, which copies do not.</param>
    public ImmutableArray<Mirror> Bind(MapItem? mirror, bool counts)
    {
        if (mirror is null)
        {
            return [];
        }

        if (mirror.Names.Contains("percentage", StringComparer.OrdinalIgnoreCase) && !mirror.Entries.ContainsKey("percentage"))
        {
            return [];
        }

        var id = mirror.Text("destinationId") ?? "";
        if (destinations.Find(id) is not var (destination, service))
        {
            scope.Ignore(mirror.Place, mirror.Path, id.Length == 0 ? "names no destination; the route is served without a mirror" : $"no destination has the id \"{FieldSyntax.Shown(id)}\"; the route is served without a mirror", known.Near(id));
            return [];
        }

        var percent = mirror.Value("percentage", Whole);
        if (percent > Whole)
        {
            var item = mirror.Entries["percentage"];
            scope.Remark(item.Place, item.Path, $"{percent} counts as 100, as in Vrata");
        }
        else if (percent == 0)
        {
            var item = mirror.Entries["percentage"];
            scope.Remark(item.Place, item.Path, "0 copies nothing, as Vrata's documentation has it; its program copies everything. Leave percentage out for 100");
        }

        var deadline = Times.Of(destination.Map("options")?.Map("timeouts"), "request", 30);
        return
        [
            new Mirror
            {
                Name = service.Name,
                Target = new ServiceRef(service.Name),
                Share = Share.FromPercent(Math.Min(percent, Whole))!,
                Only = new CopyFilter { Methods = null },
                Changes = new CopyChanges
                {
                    Mark = false,
                    Rewrite = counts ? new Rewrite { RemoveFields = [RouteBinder.AttemptCount] } : Rewrite.None,
                },
                Timeouts = new CopyTimeouts { Connect = Times.Shorter(service.Timeouts.Connect, deadline), Deadline = deadline },
                Budget = new MirrorBudget { Window = MostKept },
            },
        ];
    }
}
