namespace Halfsilver.Wire;

/// <summary>A send of a head and of what was there of its body.</summary>
/// <param name="Sending">The send; awaited once.</param>
/// <param name="Length">The bytes of both; 0 for no such send.</param>
internal readonly record struct HeadSend(ValueTask<int> Sending, int Length);
