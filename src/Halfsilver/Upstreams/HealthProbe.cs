using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>Asks an address once whether it is well, over a connection of its own (HTTP/2: a stream): an endpoint that takes no new ones is not.</summary>
internal sealed class HealthProbe
{
    // An endpoint that sends interim answers without end does not answer.
    private const int MaxInterim = 16;

    private readonly Endpoint _endpoint;
    private readonly DeadlineWheel _wheel;
    private readonly byte[] _request;

    public HealthProbe(HealthCheck check, EndpointAddress address, Reach reach, Resolver resolver, DeadlineWheel wheel)
    {
        Check = check;
        Address = $"{address.Host}:{address.Port}";
        _endpoint = new Endpoint(address with { Port = check.Port ?? address.Port }, resolver, reach);
        _wheel = wheel;
        _request = Request(check, _endpoint);
    }

    public HealthCheck Check { get; }

    /// <summary>Whom it asks about.</summary>
    public string Address { get; }

    /// <summary>Null when it is well; else what is wrong, in a few words.</summary>
    public async Task<string?> AskAsync()
    {
        var began = _wheel.Timestamp;
        var (connection, result) = await _endpoint.ConnectAsync(_wheel, Check.Timeout);
        if (connection is null)
        {
            return $"no connection ({result})";
        }

        using (connection)
        {
            var left = Check.Timeout - _wheel.Time.GetElapsedTime(began);
            connection.Arm(_wheel, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            var fault = await AnswerOfAsync(connection);
            return connection.Disarm() ? fault : $"no answer within {Check.Timeout.TotalSeconds:0.###} s";
        }
    }

    /// <summary>Nobody asks any more.</summary>
    public void Close() => _endpoint.Close();

    private async Task<string?> AnswerOfAsync(WireConnection connection)
    {
        if (await connection.SendAsync(_request) < 0)
        {
            return "the connection took no request";
        }

        for (var interim = 0; interim <= MaxInterim; interim++)
        {
            var read = await connection.Answers.ReadHeadAsync(toHead: Check.Method == "HEAD");
            if (read != AnswerResult.Ok)
            {
                return $"no answer ({read})";
            }

            var status = connection.Answers.Head.Status;
            if (status >= 200)
            {
                return Check.Status.Any(range => range.Contains(status)) ? null : $"status {status}";
            }
        }

        return "no final answer";
    }

    private static byte[] Request(HealthCheck check, Endpoint endpoint)
    {
        var text = new StringBuilder($"{check.Method} {check.Path} HTTP/1.1\r\nHost: {check.Host ?? Encoding.ASCII.GetString(endpoint.Authority.Span)}\r\n");
        if (!check.Fields.Any(field => field.Name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)))
        {
            text.Append("User-Agent: halfsilver-health\r\n");
        }

        foreach (var field in check.Fields)
        {
            text.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("Connection: close\r\n\r\n").ToString());
    }
}
