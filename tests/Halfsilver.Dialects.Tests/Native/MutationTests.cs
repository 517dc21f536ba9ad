using Halfsilver.Dialects.Native;

namespace Halfsilver.Dialects.Tests.Native;

/// <summary>The native file with everything in it, damaged.</summary>
public sealed class MutationTests() : DamagedFiles(new NativeDialect(_ => null), 20_260, Wholes("native-whole", int.MaxValue));
