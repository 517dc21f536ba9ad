using System.Collections.Immutable;
using Halfsilver.Gateway.Listening;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Running;

/// <summary>The certificates that a plan names, read before the plan is in force.</summary>
internal sealed class PlanCertificates
{
    private readonly List<(string EntryPoint, ListenTls Tls, CertificateReading? Reading, CertificateSet? Set)> _read = [];

    /// <summary>What cannot be used.</summary>
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    public static PlanCertificates Read(Plan plan)
    {
        var certificates = new PlanCertificates();
        foreach (var entryPoint in plan.EntryPoints)
        {
            if (entryPoint.Tls is not { } tls)
            {
                continue;
            }

            var reading = LiveCertificates.Read(tls, out var set);
            certificates._read.Add((entryPoint.Name, tls, reading, set));
            if (reading?.Fault is { } fault)
            {
                var path = $"entryPoints[{entryPoint.Name}].tls.certificates[{fault.Index}]";
                certificates.Problems = certificates.Problems.Add(new Problem(path, fault.Message) { Code = ProblemCodes.BadCertificate });
            }
        }

        return certificates;
    }

    /// <summary>Shows them to the clients of the entry points.</summary>
    public void Show(ImmutableArray<LiveEntryPoint> entryPoints)
    {
        foreach (var (name, tls, reading, set) in _read)
        {
            entryPoints.Single(open => string.Equals(open.Name, name, StringComparison.Ordinal)).Certificates!.Show(tls, reading, set);
        }
    }
}
