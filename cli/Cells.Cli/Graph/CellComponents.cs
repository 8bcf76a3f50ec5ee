namespace Cells.Cli.Graph;

/// <summary>Groups cells that depend on each other in a cycle.</summary>
internal static class CellComponents
{
    /// <summary>The strongly connected components, each after those that it depends on; the cells of one by path.</summary>
    /// <remarks>Tarjan's algorithm, with its recursion kept on a stack of its own.</remarks>
    public static IReadOnlyList<IReadOnlyList<CellNode>> Order(CellGraph graph)
    {
        List<IReadOnlyList<CellNode>> components = [];
        Dictionary<CellNode, Visit> visits = [];
        Stack<CellNode> open = [];
        Stack<Visit> path = [];

        foreach (CellNode root in graph.Roots.Where(root => !visits.ContainsKey(root)))
        {
            Enter(root);
            Walk();
        }

        return components;

        void Walk()
        {
            while (path.TryPeek(out Visit? visit))
            {
                if (visit.Next < visit.Node.Dependencies.Count)
                {
                    CellNode dependency = visit.Node.Dependencies[visit.Next++];
                    if (!visits.TryGetValue(dependency, out Visit? known))
                    {
                        Enter(dependency);
                    }
                    else if (known.IsOpen)
                    {
                        visit.Lowest = Math.Min(visit.Lowest, known.Index);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out Visit? parent))
                {
                    parent.Lowest = Math.Min(parent.Lowest, visit.Lowest);
                }

                if (visit.Lowest == visit.Index)
                {
                    components.Add(Close(visit));
                }
            }
        }

        void Enter(CellNode node)
        {
            Visit visit = new(node, visits.Count);
            visits.Add(node, visit);
            open.Push(node);
            path.Push(visit);
        }

        List<CellNode> Close(Visit first)
        {
            List<CellNode> component = [];
            CellNode node;
            do
            {
                node = open.Pop();
                visits[node].IsOpen = false;
                component.Add(node);
            }
            while (node != first.Node);

            component.Sort((left, right) => string.CompareOrdinal(left.Directory.Path, right.Directory.Path));
            return component;
        }
    }

    private sealed class Visit(CellNode node, int index)
    {
        public CellNode Node { get; } = node;

        public int Index { get; } = index;

        public int Lowest { get; set; } = index;

        public int Next { get; set; }

        public bool IsOpen { get; set; } = true;
    }
}
