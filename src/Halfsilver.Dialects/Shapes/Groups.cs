namespace Halfsilver.Dialects.Shapes;

/// <summary>Finds the groups that a file can hold.</summary>
internal static class Groups
{
    /// <summary>Every group inside a shape, outer ones first, each once.</summary>
    public static IReadOnlyList<GroupShape> Within(Shape shape)
    {
        var groups = new List<GroupShape>();
        Gather(shape, groups);
        return groups;
    }

    private static void Gather(Shape shape, List<GroupShape> groups)
    {
        if (shape is GroupShape group)
        {
            // By name: two threads that ask first may each have built the group.
            if (groups.Exists(known => known.Name == group.Name))
            {
                return;
            }

            groups.Add(group);
        }

        foreach (var inner in shape.Inner)
        {
            Gather(inner, groups);
        }
    }
}
