namespace Halfsilver.Gateway.Tests.Fakes;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TempFiles : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("halfsilver-test-").FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public const string Shop = """
        version: 1
        gateway: filed
        entryPoints:
          web: { listen: "127.0.0.1:0" }
        admin: { listen: "127.0.0.1:0" }
        services:
          v1: { endpoints: [ "http://127.0.0.1:7001" ] }
          v2: { endpoints: [ "http://127.0.0.1:7002" ] }
        routes:
          orders:
            match: { path: { prefix: /orders } }
            service: v1
            mirrors:
              copy: { service: v2, percent: 25 }
        """;
}
