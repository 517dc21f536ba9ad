using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Control;

/// <summary>Whoever serves by a plan and can be given another.</summary>
internal interface IPlanHolder
{
    /// <summary>The plan in force.</summary>
    Plan Plan { get; }

    /// <summary>Why a plan would be refused; nothing is changed.</summary>
    ImmutableArray<Problem> Check(Plan plan);

    /// <summary>Puts a plan in force as a whole; why not, if it is refused.</summary>
    ImmutableArray<Problem> TrySwap(Plan plan);
}
