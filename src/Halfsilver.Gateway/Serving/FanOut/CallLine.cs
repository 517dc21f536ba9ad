using Halfsilver.Matching;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>What one try of a call asks for beyond its record.</summary>
/// <param name="Answers">Values of earlier calls' answers; null where there are none.</param>
/// <param name="Redirected">The target that a redirect named; null for the call's own.</param>
/// <param name="AsGet">Whether a redirect makes it a GET without a body.</param>
internal readonly record struct CallLine(AnswerValue? Answers, byte[]? Redirected = null, bool AsGet = false);
