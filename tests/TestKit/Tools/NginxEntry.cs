using System.Globalization;
using System.Text.Json;

namespace TestKit;

/// <summary>One line of nginx's access log.</summary>
/// <param name="Connection">nginx's number of the connection.</param>
/// <param name="Sequence">The request's place on its connection, from 1.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The target as it was sent.</param>
/// <param name="Host">The Host field.</param>
/// <param name="Status">The status answered.</param>
/// <param name="BodyLength">Bytes of body, chunks decoded.</param>
/// <param name="Body">The body when it is at most 64 KiB, else empty.</param>
public sealed record NginxEntry(int Connection, int Sequence, string Method, string Target, string Host, int Status, long BodyLength, string Body)
{
    /// <summary>The <c>log_format</c> that <see cref="Parse"/> reads.</summary>
    internal const string Format =
        """
        '["$connection","$connection_requests","$request_method","$request_uri","$http_host","$status","$upstream_http_x_length","$request_body"]'
        """;

    internal static NginxEntry Parse(string line)
    {
        var cells = JsonSerializer.Deserialize<string[]>(line)!;
        return new NginxEntry(
            int.Parse(cells[0], CultureInfo.InvariantCulture),
            int.Parse(cells[1], CultureInfo.InvariantCulture),
            cells[2],
            cells[3],
            cells[4],
            int.Parse(cells[5], CultureInfo.InvariantCulture),
            cells[6].Length == 0 ? 0 : long.Parse(cells[6], CultureInfo.InvariantCulture),
            cells[7]);
    }
}
