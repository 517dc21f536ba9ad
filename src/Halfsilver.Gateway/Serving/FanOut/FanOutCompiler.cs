using System.Text;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Compiles a fan-out of a checked plan.</summary>
internal static class FanOutCompiler
{
    /// <param name="service">The record.</param>
    /// <param name="rule">The rule of the route, whose template has the parameters of the paths.</param>
    /// <param name="nodeOf">Compiles the service that a call names.</param>
    public static FanOutLeaf Compile(FanOutService service, Rule rule, Func<ServiceRef, Node> nodeOf) => new(
        service,
        [.. service.Calls.Select(call => new CompiledCall(call, new CallHead(call, PathOf(call, rule)), nodeOf(call.Service), new AnswerShape(call)))]);

    private static PathChange? PathOf(FanOutCall call, Rule rule) => call.Path switch
    {
        null => null,
        var path when path.Contains('{', StringComparison.Ordinal) => PathChanges.Compile(new Rewrite { Template = path }, rule, "", []),
        var path => new FixedPath(Encoding.UTF8.GetBytes(path)),
    };

    /// <summary>A path that is the same for all requests.</summary>
    private sealed class FixedPath(byte[] path) : PathChange
    {
        public override byte[] Apply(ReadOnlySpan<byte> original, ReadOnlySpan<byte> path1) => path;
    }
}
