using System.Collections.Immutable;
using Halfsilver.Planning;
using Microsoft.Extensions.Configuration;

namespace Halfsilver.Journey.Library;

/// <summary>Reads options out of configuration: keys as the records name them. What cannot be read is a problem, never left out in silence.</summary>
internal sealed class MirroringSection(MirroringOptions options)
{
    private static readonly string[] s_keys = ["Mirrors", "Services", "Budgets", "Drain"];
    private static readonly string[] s_budgets = ["MaxInFlight", "MaxQueue", "MaxBufferedBytes", "MaxCopiesPerSecond"];

    /// <summary>Adds what the section says to the options.</summary>
    public void Read(IConfiguration section)
    {
        var values = new SectionValues(section, "", options.Problems);
        values.Know(s_keys);
        options.Drain = values.Time("Drain", options.Drain);
        var budgets = values.Inner("Budgets");
        budgets.Know(s_budgets);
        options.Budgets = new Budgets
        {
            MaxInFlight = budgets.Number("MaxInFlight", options.Budgets.MaxInFlight),
            MaxQueue = budgets.Number("MaxQueue", options.Budgets.MaxQueue),
            MaxBufferedBytes = budgets.Long("MaxBufferedBytes") ?? options.Budgets.MaxBufferedBytes,
            MaxCopiesPerSecond = budgets.Number("MaxCopiesPerSecond") ?? options.Budgets.MaxCopiesPerSecond,
        };
        foreach (var (name, service) in values.Named("Services"))
        {
            Service(name, service);
        }

        foreach (var (name, mirror) in values.Named("Mirrors"))
        {
            MirrorSection.Read(options, name, mirror);
        }
    }

    private void Service(string name, SectionValues values)
    {
        values.Know(["Urls"]);
        var endpoints = ImmutableArray.CreateBuilder<EndpointAddress>();
        var urls = values.List("Urls") ?? [];
        for (var i = 0; i < urls.Length; i++)
        {
            if (MirrorUrl.Read(urls[i], $"{values.Place("Urls")}[{i}]", options.Problems) is { } endpoint)
            {
                endpoints.Add(endpoint);
            }
        }

        if (urls.Length == 0)
        {
            options.Problems.Report(ProblemCodes.BadAddress, values.Place("Urls"), "no addresses (0); at least one as http://orders-v2:8000");
        }

        options.Service(new EndpointsService { Name = name, Endpoints = endpoints.ToImmutable() });
    }
}
