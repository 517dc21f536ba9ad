using System.Collections.Concurrent;

namespace TestKit;

/// <summary>An OTLP endpoint (HTTP, protobuf) on loopback that keeps the spans and the newest value of every number it receives.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentDictionary<string, double> _numbers = new(StringComparer.Ordinal);
    private readonly RecordingUpstream _server;

    private OtlpReceiver() => _server = RecordingUpstream.Start(Take);

    /// <summary>Value for <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Endpoint => $"http://{_server.Authority}";

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>Newest values, as <c>name{a=b,c=d}</c>; a histogram's is its count.</summary>
    public IReadOnlyDictionary<string, double> Numbers => _numbers;

    /// <summary>Starts an endpoint.</summary>
    public static OtlpReceiver Start() => new();

    /// <summary>Variables that make a process send here, soon after there is something to send.</summary>
    public Dictionary<string, string?> Variables() => new(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Answer Take(RecordedRequest request)
    {
        var body = request.Body ?? throw new InvalidDataException("A batch larger than this endpoint keeps.");
        var message = new ProtoReader(body);
        while (message.Read())
        {
            if (request.Target.EndsWith("/v1/traces", StringComparison.Ordinal))
            {
                Traces(message.Value);
            }
            else
            {
                Metrics(message.Value);
            }
        }

        return new Answer { Fields = ["Content-Type: application/x-protobuf"] };
    }

    private void Traces(ReadOnlySpan<byte> bytes)
    {
        var resource = new Dictionary<string, string>(StringComparer.Ordinal);
        var group = new ProtoReader(bytes);
        while (group.Read())
        {
            if (group.Field == 1)
            {
                Attributes(group.Value, 1, resource);
            }
            else if (group.Field == 2)
            {
                var scope = new ProtoReader(group.Value);
                while (scope.Read())
                {
                    if (scope.Field == 2)
                    {
                        _spans.Enqueue(Span(scope.Value, resource));
                    }
                }
            }
        }
    }

    private static ReceivedSpan Span(ReadOnlySpan<byte> bytes, Dictionary<string, string> resource)
    {
        var span = new ReceivedSpan { Resource = resource };
        var field = new ProtoReader(bytes);
        while (field.Read())
        {
            switch (field.Field)
            {
                case 1:
                    span.TraceId = field.Hex;
                    break;
                case 2:
                    span.SpanId = field.Hex;
                    break;
                case 4:
                    span.ParentId = field.Hex;
                    break;
                case 5:
                    span.Name = field.Text;
                    break;
                case 6:
                    span.Kind = (int)field.Number;
                    break;
                case 13:
                    span.Links.Add(Link(field.Value));
                    break;
                case 15:
                    span.Status = Status(field.Value);
                    break;
            }
        }

        Attributes(bytes, 9, span.Attributes);
        return span;
    }

    private static (string TraceId, string SpanId) Link(ReadOnlySpan<byte> bytes)
    {
        var (trace, span) = ("", "");
        var field = new ProtoReader(bytes);
        while (field.Read())
        {
            trace = field.Field == 1 ? field.Hex : trace;
            span = field.Field == 2 ? field.Hex : span;
        }

        return (trace, span);
    }

    private static int Status(ReadOnlySpan<byte> bytes)
    {
        var code = 0;
        var field = new ProtoReader(bytes);
        while (field.Read())
        {
            code = field.Field == 3 ? (int)field.Number : code;
        }

        return code;
    }

    private static void Attributes(ReadOnlySpan<byte> bytes, int number, Dictionary<string, string> into)
    {
        var field = new ProtoReader(bytes);
        while (field.Read())
        {
            if (field.Field == number)
            {
                var pair = new ProtoReader(field.Value);
                var key = "";
                while (pair.Read())
                {
                    if (pair.Field == 1)
                    {
                        key = pair.Text;
                    }
                    else
                    {
                        into[key] = Any(pair.Value);
                    }
                }
            }
        }
    }

    private static string Any(ReadOnlySpan<byte> bytes)
    {
        var value = new ProtoReader(bytes);
        return !value.Read() ? "" : value.Field switch
        {
            1 => value.Text,
            2 => value.Number == 1 ? "true" : "false",
            3 => ((long)value.Number).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => value.Double.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private void Metrics(ReadOnlySpan<byte> bytes)
    {
        var group = new ProtoReader(bytes);
        while (group.Read())
        {
            if (group.Field != 2)
            {
                continue;
            }

            var scope = new ProtoReader(group.Value);
            while (scope.Read())
            {
                if (scope.Field == 2)
                {
                    Metric(scope.Value);
                }
            }
        }
    }

    private void Metric(ReadOnlySpan<byte> bytes)
    {
        var name = "";
        var field = new ProtoReader(bytes);
        while (field.Read())
        {
            if (field.Field == 1)
            {
                name = field.Text;
            }
            else if (field.Field is 5 or 7 or 9)
            {
                var data = new ProtoReader(field.Value);
                while (data.Read())
                {
                    if (data.Field == 1)
                    {
                        Point(name, field.Field == 9, data.Value);
                    }
                }
            }
        }
    }

    // Numbers are fields 4 (double) and 6 (integer) with attributes in 7; a histogram's count is 4 and its attributes are in 9.
    private void Point(string name, bool histogram, ReadOnlySpan<byte> bytes)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        Attributes(bytes, histogram ? 9 : 7, labels);
        var value = 0d;
        var field = new ProtoReader(bytes);
        while (field.Read())
        {
            value = field.Field switch
            {
                4 => histogram ? field.Number : field.Double,
                6 when !histogram => (long)field.Number,
                _ => value,
            };
        }

        _numbers[$"{name}{{{string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"))}}}"] = value;
    }
}
