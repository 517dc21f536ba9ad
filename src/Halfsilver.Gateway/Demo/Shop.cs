using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Halfsilver.Gateway.Demo;

/// <summary>
/// A shop whose second version differs from the first in known ways, all decided by seed and path, never by a clock or by
/// chance: the same question gets the same bytes on every run.
/// <list type="bullet">
/// <item><c>/products/{id}</c>: <c>generatedAt</c> differs always (noise); <c>price</c> is text in v2; every 50th id has no <c>stock</c> in v2.</item>
/// <item><c>/orders/{id}</c>: <c>requestId</c> is another UUID (noise).</item>
/// <item><c>/search</c>: v2 takes 40 ms longer.</item>
/// <item><c>/recommendations/{id}</c>: v2 answers 500.</item>
/// </list>
/// </summary>
internal sealed class Shop(ShopVersion version, int seed)
{
    /// <summary>What v2 takes longer for a search.</summary>
    public static readonly TimeSpan SearchPenalty = TimeSpan.FromMilliseconds(40);

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = ["lamp", "kettle", "chair", "mirror", "clock", "vase", "rug", "shelf"];

    private bool IsV2 => version is ShopVersion.V2;

    /// <summary>The answer to a request.</summary>
    public ShopAnswer Answer(string method, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (method, parts) switch
        {
            ("GET" or "HEAD", ["products", var id]) when Id(id) is { } product => Ok(Product(product)),
            ("GET" or "HEAD", ["orders", var id]) when Id(id) is { } order => Ok(Order(order)),
            ("GET" or "HEAD", ["search"]) => Ok($$"""{"hits":[{{Draw("hits", 100)}},{{Draw("more", 100)}}]}""", IsV2 ? SearchPenalty : default),
            ("GET" or "HEAD", ["recommendations", var id]) when Id(id) is { } product => IsV2
                ? new ShopAnswer(500, """{"error":"the recommendation model is not loaded"}""", default)
                : Ok($$"""{"product":{{product}},"also":[{{product + 1}},{{product + 2}}]}"""),
            ("POST", ["orders"]) => new ShopAnswer(201, $$"""{"order":{{Draw("order", 1_000)}},"state":"accepted"}""", default),
            _ => new ShopAnswer(404, """{"error":"no such page in this shop"}""", default),
        };
    }

    private static int? Id(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < 1_000_000 ? id : null;

    private static ShopAnswer Ok(string body, TimeSpan delay = default) => new(200, body, delay);

    private string Product(int id)
    {
        var price = (5 + Draw($"price {id}", 200) + 0.5m).ToString("0.00", CultureInfo.InvariantCulture);
        var stock = IsV2 && id % 50 == 13 ? "" : $",\"stock\":{Draw($"stock {id}", 40)}";
        var at = Epoch.AddSeconds(Draw($"at {version} {id}", 10_000_000)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $$"""{"id":{{id}},"name":"{{Names[id % Names.Length]}}","price":{{(IsV2 ? $"\"{price}\"" : price)}}{{stock}},"generatedAt":"{{at}}"}""";
    }

    private string Order(int id) =>
        $$"""{"id":{{id}},"total":{{10 + Draw($"total {id}", 500)}},"requestId":"{{new Guid(Hash($"uuid {version} {id}").AsSpan(0, 16))}}"}""";

    private int Draw(string what, int below) => (int)(BitConverter.ToUInt32(Hash(what)) % (uint)below);

    private byte[] Hash(string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {what}"));
}
