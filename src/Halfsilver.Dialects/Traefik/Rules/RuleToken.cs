namespace Halfsilver.Dialects.Traefik.Rules;

/// <summary>Kinds of <see cref="RuleToken"/>.</summary>
internal enum RuleTokenKind
{
    End,
    Name,
    Text,
    Open,
    Close,
    Comma,
    And,
    Or,
    Not,
}

/// <summary>A word of a rule.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where it begins in the rule, from 0.</param>
/// <param name="Length">Characters it takes there, quotes included.</param>
/// <param name="Text">A name as it is written, or a text without its quotes.</param>
internal readonly record struct RuleToken(RuleTokenKind Kind, int At, int Length, string Text)
{
    /// <summary>What it is, in a sentence.</summary>
    public string Words => Kind switch
    {
        RuleTokenKind.End => "the end",
        RuleTokenKind.Text => "a text",
        _ => $"\"{Text}\"",
    };
}

/// <summary>What is wrong with a rule, and where in it.</summary>
/// <param name="At">Character of the rule, from 0.</param>
/// <param name="Length">How many characters.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
/// <param name="Suggestion">What was probably meant, or null.</param>
internal sealed record RuleFault(int At, int Length, string Message, string? Suggestion = null);

/// <summary>Reading cannot go on.</summary>
internal sealed class RuleFaultException(RuleFault fault) : Exception(fault.Message)
{
    public RuleFault Fault => fault;
}
