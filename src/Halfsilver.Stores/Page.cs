using System.Collections.Immutable;

namespace Halfsilver.Stores;

/// <summary>A part of a list, newest first.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Next">What to ask for as <c>before</c> to go on; null at the end.</param>
internal sealed record Page<T>(ImmutableArray<T> Items, long? Next);

/// <summary>How much of a list is given at once.</summary>
internal static class PageSize
{
    /// <summary>The most.</summary>
    public const int Most = 200;

    /// <summary>Unless asked.</summary>
    public const int Usual = 50;
}
