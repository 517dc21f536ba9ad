using Halfsilver.Journey;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>A call as the request path reads it.</summary>
/// <param name="Record">What people wrote.</param>
/// <param name="Head">Its head.</param>
/// <param name="Leaf">Who answers it.</param>
/// <param name="Shape">What is made of the answer.</param>
internal sealed record CompiledCall(FanOutCall Record, CallHead Head, Node Leaf, AnswerShape Shape);
