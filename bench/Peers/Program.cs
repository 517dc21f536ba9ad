namespace Halfsilver.Peers;

/// <summary>
/// What gateways are measured between and against: services (<c>service 200 204 ...</c>), mirrors with a fault each (<c>bad</c>), and
/// another gateway (<c>yarp FACTS.json</c>). The first two say their ports on one line; each goes on until it is ended.
/// </summary>
internal static class Program
{
    private const string Usage = "usage: service 200|204 ... | bad | yarp FACTS.json";

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["service", .. var answers] when answers.Length > 0 && answers.All(answer => answer is "200" or "204"):
                // Sockets read it once, before the first of them is made.
                Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
                var services = answers.Select(answer => new Service(empty: answer == "204")).ToArray();
                Console.WriteLine($"ports {string.Join(' ', services.Select(service => service.Port))}");
                await Task.WhenAll(services.Select(service => service.AcceptAsync()));
                Array.ForEach(services, service => service.Dispose());
                return 0;
            case ["bad"]:
                await using (var mirrors = new FaultyMirrors())
                {
                    Console.WriteLine($"ports {mirrors}");
                    await Task.Delay(Timeout.Infinite, CancellationToken.None);
                }

                return 0;
            case ["yarp", var file]:
                await NaiveGateway.RunAsync(Facts.Read(file));
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 64;
        }
    }
}
