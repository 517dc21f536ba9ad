using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// What a request must look like. Paths are compared in the normal form of RFC 3986 §6.2.2 (unreserved octets decoded,
/// hex digits in upper case); hosts without case and without port.
/// </summary>
public abstract record Rule;

/// <summary>Every request.</summary>
public sealed record AnyRule : Rule
{
    /// <summary>The one instance.</summary>
    public static AnyRule Instance { get; } = new();
}

/// <summary>All of them hold.</summary>
public sealed record AllOf(ImmutableArray<Rule> Rules) : Rule;

/// <summary>One of them holds.</summary>
public sealed record OneOf(ImmutableArray<Rule> Rules) : Rule;

/// <summary>It does not hold.</summary>
public sealed record Not(Rule Rule) : Rule;

/// <summary>The host equals <paramref name="Host"/>; a leading <c>*.</c> stands for one or more labels.</summary>
public sealed record HostRule(string Host) : Rule;

/// <summary>The host matches a regular expression.</summary>
public sealed record HostRegexRule(string Pattern) : Rule;

/// <summary>The whole path equals <paramref name="Path"/>.</summary>
public sealed record PathRule(string Path) : Rule;

/// <summary>The path begins with the text, wherever that ends (Traefik's <c>PathPrefix</c>).</summary>
public sealed record PathTextPrefixRule(string Prefix) : Rule;

/// <summary>The path begins with the prefix and that ends at a segment's end (<c>/a</c> holds for <c>/a</c> and <c>/a/b</c>, not for <c>/ab</c>).</summary>
public sealed record PathPrefixRule(string Prefix) : Rule;

/// <summary>The path has the template's segments: <c>{name}</c> stands for one segment, a last <c>{*rest}</c> for any number.</summary>
public sealed record PathTemplateRule(string Template) : Rule
{
    /// <summary>Whether literals are compared without case, and a slash at the path's end does not count, as with ASP.NET Core's routes. Default false.</summary>
    public bool AnyCase { get; init; }
}

/// <summary>The path matches a regular expression (linear time; not anchored unless it says so).</summary>
public sealed record PathRegexRule(string Pattern) : Rule;

/// <summary>The method is one of these, compared with case (RFC 9110 §9.1).</summary>
public sealed record MethodRule(ImmutableArray<string> Methods) : Rule;

/// <summary>A field is there, absent, equal to a value, or matches a regular expression. Names are compared without case; several lines of one name are tried one by one.</summary>
public sealed record HeaderRule(string Name, ValueTest Test) : Rule;

/// <summary>A query key has (one of its) values that pass; keys and values are compared after percent-decoding.</summary>
public sealed record QueryRule(string Key, ValueTest Test) : Rule;

/// <summary>The client's address lies in one of these networks (CIDR notation).</summary>
public sealed record ClientAddressRule(ImmutableArray<string> Networks) : Rule;

/// <summary>A test of one value.</summary>
/// <param name="Kind">What is tested.</param>
/// <param name="Value">Text or pattern; null for present and absent.</param>
public readonly record struct ValueTest(ValueTestKind Kind, string? Value = null)
{
    /// <summary>The value is there.</summary>
    public static ValueTest Present { get; } = new(ValueTestKind.Present);

    /// <summary>The value is not there.</summary>
    public static ValueTest Absent { get; } = new(ValueTestKind.Absent);

    /// <summary>The value equals <paramref name="value"/>.</summary>
    public static ValueTest Is(string value) => new(ValueTestKind.Equal, value);

    /// <summary>The value matches <paramref name="pattern"/>.</summary>
    public static ValueTest Matches(string pattern) => new(ValueTestKind.Regex, pattern);
}

/// <summary>Kinds of <see cref="ValueTest"/>.</summary>
public enum ValueTestKind
{
    /// <summary>There is a value.</summary>
    Present,

    /// <summary>There is none.</summary>
    Absent,

    /// <summary>Equal, with case.</summary>
    Equal,

    /// <summary>Matches a regular expression.</summary>
    Regex,
}
