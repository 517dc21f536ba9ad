namespace Halfsilver.Planning;

/// <summary>
/// How much of the traffic is copied, exact in millionths. There is no default: 0 means none because somebody said so;
/// a dialect that leaves a share out decides itself what that means.
/// </summary>
public sealed record Share
{
    /// <summary>Millionths of a whole.</summary>
    public const int Whole = 1_000_000;

    private Share(int millionths) => Millionths = millionths;

    /// <summary>0 to 1,000,000.</summary>
    public int Millionths { get; }

    /// <summary>The share in percent.</summary>
    public decimal Percent => Millionths / 10_000m;

    /// <summary>Nothing.</summary>
    public static Share None { get; } = new(0);

    /// <summary>Everything.</summary>
    public static Share All { get; } = new(Whole);

    /// <summary>A share from millionths, or null outside 0 to 1,000,000.</summary>
    public static Share? FromMillionths(int millionths) => millionths is < 0 or > Whole ? null : new Share(millionths);

    /// <summary>A share from percent, or null outside 0 to 100; finer than a millionth is rounded to the nearest.</summary>
    public static Share? FromPercent(decimal percent) =>
        percent is < 0 or > 100 ? null : new Share((int)Math.Round(percent * 10_000m, MidpointRounding.AwayFromZero));

    /// <summary>A share from a fraction, or null where it is not one between 0 and 1.</summary>
    public static Share? FromFraction(long numerator, long denominator) =>
        denominator <= 0 || numerator < 0 || numerator > denominator
            ? null
            : new Share((int)Math.Round((decimal)numerator * Whole / denominator, MidpointRounding.AwayFromZero));

    /// <inheritdoc/>
    public override string ToString() => $"{Percent.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)}%";
}
