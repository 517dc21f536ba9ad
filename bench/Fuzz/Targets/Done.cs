namespace Halfsilver.Fuzz;

/// <summary>What a read has come to whose bytes were all here.</summary>
internal static class Done
{
    public static T Of<T>(ValueTask<T> reading)
    {
        Disagreement.Unless(reading.IsCompleted, "bytes that are here are read at once");
#pragma warning disable VSTHRD002 // It has completed.
        return reading.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
