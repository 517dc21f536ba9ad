using System.Globalization;

namespace TestKit;

/// <summary>Reads requests leniently, the way an old server would, and notes all that is odd.</summary>
internal static class RequestReader
{
    /// <summary>Reads a head; one that is cut leaves <c>HeadEnded</c> false and the bytes that came.</summary>
    public static async ValueTask ReadHeadAsync(
        ByteSource source, RecordedRequest request, TimeProvider time, CancellationToken stop)
    {
        using var head = new MemoryStream();
        try
        {
            if (!await ReadLinesAsync(source, request, head, stop))
            {
                return;
            }
        }
        finally
        {
            request.Head = head.ToArray();
        }

        ReadFraming(request);
        request.HeadArrived = time.GetTimestamp();
        request.HeadEnded = true;
    }

    /// <summary>Reads the body the head promised; false when it was cut.</summary>
    public static async ValueTask<bool> ReadBodyAsync(ByteSource source, RecordedRequest request, int keep, CancellationToken stop)
    {
        using var body = new BodyTally(keep);
        request.Tally = body;
        try
        {
            return request.Framing switch
            {
                Framing.Chunked => await BodyReader.ReadChunkedAsync(
                    source, body, request.TrailerList, odd => request.Anomalies |= odd, stop),
                Framing.Declared => await BodyReader.ReadDeclaredAsync(source, request.DeclaredLength ?? 0, body, stop),
                _ => true,
            };
        }
        finally
        {
            request.BodySha256 = body.Sha256();
            request.Body = body.Kept;
            request.Chunks = body.Chunks;
        }
    }

    private static async ValueTask<bool> ReadLinesAsync(ByteSource source, RecordedRequest request, MemoryStream head, CancellationToken stop)
    {
        var first = true;
        while (true)
        {
            var line = await source.ReadLineAsync(stop);
            head.Write(line);
            if (line.Length == 0 || line[^1] != '\n')
            {
                return false;
            }

            var text = WithoutEnd(line, request);
            if (text.Length == 0 && first)
            {
                request.Anomalies |= Anomaly.EmptyLinesFirst;
            }
            else if (text.Length == 0)
            {
                return true;
            }
            else if (first)
            {
                ReadRequestLine(text, request);
                first = false;
            }
            else
            {
                ReadField(text, request);
            }
        }
    }

    private static string WithoutEnd(byte[] line, RecordedRequest request)
    {
        var text = Bytes.Text(line.AsSpan(0, line.Length - 1));
        if (text.EndsWith('\r'))
        {
            text = text[..^1];
        }
        else
        {
            request.Anomalies |= Anomaly.BareLf;
        }

        foreach (var c in text)
        {
            request.Anomalies |= c switch
            {
                '\r' => Anomaly.BareCr,
                '\t' => Anomaly.None,
                < ' ' or '\x7f' => Anomaly.ControlByte,
                _ => Anomaly.None,
            };
        }

        return text;
    }

    private static void ReadRequestLine(string text, RecordedRequest request)
    {
        request.RequestLine = text;
        var parts = text.Split(' ');
        if (parts.Length != 3 || parts[0].Length == 0 || parts[1].Length == 0 || parts[2] != "HTTP/1.1")
        {
            request.Anomalies |= Anomaly.OddRequestLine;
        }

        request.Method = parts[0];
        request.Target = parts.Length > 2 ? string.Join(' ', parts[1..^1]) : parts.ElementAtOrDefault(1) ?? string.Empty;
        request.Version = parts.Length > 2 ? parts[^1] : string.Empty;
    }

    private static void ReadField(string text, RecordedRequest request)
    {
        var field = new RawField(text);
        request.FieldList.Add(field);
        if (text[0] is ' ' or '\t')
        {
            request.Anomalies |= Anomaly.ObsFold;
        }
        else if (!text.Contains(':', StringComparison.Ordinal))
        {
            request.Anomalies |= Anomaly.NoColon;
        }
        else if (field.Name.Length == 0 || field.Name.AsSpan().ContainsAny(" \t"))
        {
            request.Anomalies |= Anomaly.OddName;
        }
    }

    private static void ReadFraming(RecordedRequest request)
    {
        var lengths = request.Fields.All("Content-Length");
        var codings = request.Fields.All("Transfer-Encoding");
        var hosts = request.Fields.All("Host").Length;
        Note(request, hosts > 1, Anomaly.TwoHosts);
        Note(request, hosts == 0 && request.Version == "HTTP/1.1", Anomaly.NoHost);
        Note(request, lengths.Length > 1, Anomaly.TwoLengths);
        Note(request, lengths.Length > 0 && codings.Length > 0, Anomaly.LengthAndChunked);
        Note(request, lengths.Any(length => length.Length == 0 || !length.All(char.IsAsciiDigit)), Anomaly.OddLength);
        Note(request, codings.Length > 1 || codings.Any(coding => !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)), Anomaly.OddCoding);

        if (lengths.Length > 0 && long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out var declared))
        {
            request.DeclaredLength = declared;
        }

        request.Framing = codings.Any(coding => coding.Contains("chunked", StringComparison.OrdinalIgnoreCase)) ? Framing.Chunked
            : request.DeclaredLength is not null ? Framing.Declared
            : Framing.None;
    }

    private static void Note(RecordedRequest request, bool holds, Anomaly anomaly) => request.Anomalies |= holds ? anomaly : Anomaly.None;
}
