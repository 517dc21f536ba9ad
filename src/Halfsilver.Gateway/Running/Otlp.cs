using Halfsilver.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Halfsilver.Gateway.Running;

/// <summary>
/// Sends traces and metrics to an OTLP endpoint. Everything about it is set with OpenTelemetry's own variables: endpoint, protocol, headers,
/// sampler, names. An endpoint that cannot be reached costs batches, never a request.
/// </summary>
internal sealed class Otlp : IAsyncDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly MeterBridge _bridge;

    private Otlp(GatewayHost host, string gateway)
    {
        _bridge = new MeterBridge(host.Metrics);

        // The variables come last: what people set wins over what we think.
        var resource = ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService("halfsilver", serviceVersion: Product.Version, serviceInstanceId: gateway, autoGenerateServiceInstanceId: false)
            .AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Tracing.SourceName).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(MeterBridge.MeterName).AddOtlpExporter().Build();
    }

    /// <summary>Whether the variables name an endpoint.</summary>
    public static bool IsAskedFor(IReadOnlyDictionary<string, string> environment) =>
        !IsTrue(environment, "OTEL_SDK_DISABLED")
        && (IsSet(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
            || IsSet(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") || IsSet(environment, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"));

    /// <summary>Starts to send.</summary>
    /// <param name="host">Whose spans and series.</param>
    /// <param name="gateway">Its name, which tells the instances of the service apart.</param>
    public static Otlp Start(GatewayHost host, string gateway) => new(host, gateway);

    /// <summary>Sends what is left, for a few seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        // The SDK waits for its last batches on the thread that asks.
        await Task.WhenAll(Task.Run(_traces.Dispose), Task.Run(_metrics.Dispose));
        _bridge.Dispose();
    }

    private static bool IsSet(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0;

    private static bool IsTrue(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);
}
