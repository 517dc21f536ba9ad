namespace Halfsilver.Gateway.Running;

/// <summary>Where a <see cref="LaunchRequest"/> meets the data side.</summary>
internal static class Launcher
{
    /// <summary>Starts a gateway.</summary>
    /// <exception cref="NotSupportedException">This build has no data side.</exception>
    public static Task<IRunningGateway> StartAsync(LaunchRequest request, CancellationToken cancel) =>
        Task.FromException<IRunningGateway>(new NotSupportedException($"this build has no data side for the plan of {request.Plan.Gateway}"));
}
