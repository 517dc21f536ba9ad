using System.Text;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>An answer of the gateway itself, written once as bytes and parsed once; sent like anybody's answer.</summary>
internal sealed class OwnAnswer
{
    private readonly AnswerHead _head = new();
    private readonly byte[] _body;

    private OwnAnswer(byte[] head, byte[] body)
    {
        var fault = AnswerParser.Parse(_head, head, head.Length, maxFields: 1_000, toHead: false);
        if (fault != WireFault.None)
        {
            throw new ArgumentException($"An answer of our own is no answer: {fault}.", nameof(head));
        }

        _body = body;
    }

    public int Status => _head.Status;

    public AnswerHead Head => _head;

    public static OwnAnswer Create(int status, string reason, IEnumerable<(string Name, string Value)> fields, byte[] body)
    {
        var text = new StringBuilder().Append("HTTP/1.1 ").Append(status).Append(' ').Append(reason).Append("\r\n");
        foreach (var (name, value) in fields)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (status != 204)
        {
            text.Append("Content-Length: ").Append(body.Length).Append("\r\n");
        }

        return new OwnAnswer(Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()), status is 204 or 304 ? [] : body);
    }

    /// <summary>Sends the whole answer; false when the client is gone. <paramref name="toHead"/>: without the body.</summary>
    public ValueTask<bool> SendAsync(AnswerSink to, bool toHead)
    {
        var bare = toHead || _body.Length == 0;
        to.Start(_head, bare ? BodyFraming.None : BodyFraming.Length, _body.Length);
        if (!bare)
        {
            to.Write(_body);
        }

        return to.EndAsync(default);
    }
}
