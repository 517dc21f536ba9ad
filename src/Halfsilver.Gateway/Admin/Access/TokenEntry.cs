using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>A token as it is kept: everything but its text.</summary>
internal sealed record TokenEntry
{
    /// <summary>Its holder in logs and answers; unique.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required Role Role { get; init; }

    /// <summary>The first characters of its text.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of its text, in hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The last day it was used, in UTC; null for never.</summary>
    public DateOnly? LastSeen { get; init; }

    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(DateTimeOffset now) => Expires is not { } end || now < end;
}
