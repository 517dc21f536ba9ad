using System.Net;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">A token's name, a JWT's subject, or <c>anonymous</c> where nobody has to log in.</param>
/// <param name="Role">What they may do; null where they said who they are and nothing gives them a role.</param>
/// <param name="Address">Where they ask from; null where that is not known.</param>
internal sealed record Caller(string Name, Role? Role, IPAddress? Address)
{
    /// <summary>How they said it.</summary>
    public CallerKind Kind { get; init; }

    /// <summary>Until when what they showed holds; null for ever.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The caller of a request; null where it said nothing and had to say nothing.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();

    /// <summary>Whether they may do what takes this role.</summary>
    public bool May(Role needed) => Role >= needed;
}

/// <summary>How a caller said who they are.</summary>
internal enum CallerKind
{
    /// <summary>Not at all: the admin side is open.</summary>
    Anonymous,

    /// <summary>With a token that is known here.</summary>
    Token,

    /// <summary>With a JSON Web Token.</summary>
    Jwt,
}
