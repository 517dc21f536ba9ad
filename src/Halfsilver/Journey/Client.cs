using System.Net;

namespace Halfsilver.Journey;

/// <summary>What is known of a client's connection.</summary>
/// <param name="Address">The peer's address; null for sockets that have none.</param>
/// <param name="AddressText">The same as bytes, for forwarding fields.</param>
/// <param name="Https">Whether the client came over TLS.</param>
internal sealed record Client(IPAddress? Address, ReadOnlyMemory<byte> AddressText, bool Https)
{
    public static Client Of(EndPoint? remote, bool https)
    {
        var address = (remote as IPEndPoint)?.Address;
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return new Client(address, System.Text.Encoding.ASCII.GetBytes(address?.ToString() ?? "unknown"), https);
    }
}
