using Halfsilver.Wire;
namespace Halfsilver.Matching;
internal sealed class RequestFacts { public RequestHead Head { get; init; } = null!; }
