namespace Halfsilver.Dialects;

/// <summary>Codes of notices. A code once given keeps its meaning.</summary>
internal static class Codes
{
    public const string Syntax = "HS0001";
    public const string TooLarge = "HS0002";
    public const string DuplicateKey = "HS0003";
    public const string Tag = "HS0004";
    public const string SeveralDocuments = "HS0005";
    public const string Anchor = "HS0006";
    public const string Variable = "HS0007";
    public const string TooMany = "HS0008";
    public const string UnknownKey = "HS0010";
    public const string MissingKey = "HS0011";
    public const string WrongType = "HS0012";
    public const string BadValue = "HS0013";
    public const string Exclusive = "HS0014";
    public const string BadName = "HS0015";
    public const string UnknownPart = "HS0023";
    public const string Approximated = "HS0030";
    public const string Ignored = "HS0031";
    public const string Remark = "HS0032";
    public const string NotHere = "HS0033";
    public const string NotYet = "HS0090";
}
