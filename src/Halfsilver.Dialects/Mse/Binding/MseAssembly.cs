using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Puts the parts of all files together and makes the plan of them.</summary>
internal sealed class MseAssembly
{
    private readonly ImmutableArray<KubernetesObject> _objects;

    public MseAssembly(ReadingScope scope, ImmutableArray<KubernetesObject> objects)
    {
        _objects = objects;
        Scope = scope;
        Places = new PlanPlaces(scope);
        Routes = new RankedRoutes(Places);
        Book = new BackendBook(new KubernetesServices(objects, scope), scope, Places);
    }

    public ReadingScope Scope { get; }

    public PlanPlaces Places { get; }

    public RankedRoutes Routes { get; }

    public BackendBook Book { get; }

    public Points Points { get; } = new();

    /// <summary>The plan of files and objects.</summary>
    public Plan Build(IReadOnlyList<MapItem> files)
    {
        var console = new ConsoleFile(this);
        console.Take(files);
        new IngressSource(this, _objects).Take();
        if (Points.IsSecure)
        {
            Scope.Remark(Yaml.Place.Start, "", $"the certificate of port {Points.SecurePort} is made at the start and signed by nobody, for none is read here");
        }

        if (Routes.IsEmpty && !Scope.Stops)
        {
            Scope.Remark(Yaml.Place.Start, "", "no route stands in the files; every request is answered with 404");
        }

        var plan = new Plan
        {
            EntryPoints = Points.Build(),
            Services = Book.Built,
            Routes = Routes.Build(isClosed: true),
        };
        plan = console.GatewayName is { Length: > 0 } name ? plan with { Gateway = name } : plan;
        if (!Scope.Stops)
        {
            Places.Check(plan);
        }

        return plan;
    }
}
