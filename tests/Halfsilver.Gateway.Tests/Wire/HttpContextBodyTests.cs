using System.IO.Pipelines;
using Halfsilver.Gateway.Listening;
using Halfsilver.Journey;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

public sealed class HttpContextBodyTests
{
    // What Kestrel's reader of a stream does once a frame has broken its rules.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_has_failed_can_be_canceled_and_tells_when_it_is_read(bool malformed)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Failed(malformed ? new BadHttpRequestException("bad") : new IOException("reset")));
        var body = new HttpContextBody(context);
        var head = new RequestHead();
        var bytes = Bytes.Of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal(WireFault.None, RequestParser.Parse(head, bytes, bytes.Length, 10));
        body.Begin(head);

        body.CancelRead();
        body.Resume();

        Assert.Equal(malformed ? BodyResult.Malformed : BodyResult.Aborted, await body.ReadAsync());
    }

    private sealed class Failed(Exception why) : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override void AdvanceTo(SequencePosition consumed) => throw why;

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw why;

        public override void CancelPendingRead() => throw why;

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => throw why;

        public override bool TryRead(out ReadResult result) => throw why;
    }
}
