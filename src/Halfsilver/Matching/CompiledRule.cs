namespace Halfsilver.Matching;
internal abstract class CompiledRule { public abstract bool Holds(RequestFacts facts); }
internal static class RuleCompiler { public static CompiledRule Compile(Halfsilver.Planning.Rule rule) => throw new NotSupportedException(); }
