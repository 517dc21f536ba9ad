using Halfsilver.Matching;
using Halfsilver.Sending;

namespace Halfsilver.Journey.Library;

/// <summary>A mirror of the application, and the requests that concern it: null for all.</summary>
internal readonly record struct AppMirror(CompiledMirror Mirror, CompiledRule? Match);
