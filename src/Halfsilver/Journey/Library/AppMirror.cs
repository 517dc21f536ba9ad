using Halfsilver.Matching;
using Halfsilver.Sending;

namespace Halfsilver.Journey.Library;

/// <summary>A mirror of the application.</summary>
/// <param name="Mirror">The mirror.</param>
/// <param name="Match">The requests that concern it; null for all.</param>
/// <param name="Candidate">The place of the candidate that a baseline follows; -1 where there is none, or where it is off.</param>
internal readonly record struct AppMirror(CompiledMirror Mirror, CompiledRule? Match, int Candidate = -1);
