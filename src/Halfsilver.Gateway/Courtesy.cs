namespace Halfsilver.Gateway;

/// <summary>
/// A change of the plan is some milliseconds of work. Where all cores are busy, a request that becomes ready would wait for the whole of it: the system
/// lets a thread finish what it has begun. So such work gives way between its steps.
/// </summary>
internal static class Courtesy
{
    /// <summary>Lets whoever is ready to run on this core go first; does nothing where nobody is.</summary>
    public static void GiveWay() => Thread.Yield();
}
