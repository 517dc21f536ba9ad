using Halfsilver.Journey;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// What Kestrel calls with every request that it has read (HTTP/2). Its streams are used again and again, and keep their call: a request
/// makes no new one.
/// </summary>
internal sealed class Http2Application(Instance instance) : IHttpApplication<Http2Call>
{
    public Http2Call CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<Http2Call> stream)
        {
            return new Http2Call(contextFeatures, instance);
        }

        var call = stream.HostContext is { } used && used.TryReuse(contextFeatures) ? used : new Http2Call(contextFeatures, instance);
        stream.HostContext = call;
        return call;
    }

    public Task ProcessRequestAsync(Http2Call context) => context.RunAsync();

    public void DisposeContext(Http2Call context, Exception? exception) => context.End();
}
