using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Kubernetes;

/// <summary>A document as Kubernetes knows it, before its keys are read.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Version">The group's version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; <c>default</c> where none is written.</param>
/// <param name="Name">The name.</param>
/// <param name="Root">The whole document.</param>
internal sealed record KubernetesObject(string Group, string Version, string Kind, string Namespace, string Name, MapNode Root)
{
    /// <summary>How notices name it, and where paths of its keys begin.</summary>
    public string Path => $"{Kind}[{Namespace}/{Name}]";

    /// <summary>Whether it is of a kind in a group.</summary>
    public bool Is(string group, string kind) => Kind == kind && Group == group;
}
