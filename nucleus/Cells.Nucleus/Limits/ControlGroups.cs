using System.Globalization;
using System.Text;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Nucleus.Limits;

/// <summary>The part of the cgroup v2 hierarchy that is delegated to this process: where it may make groups and limit them.</summary>
/// <param name="root">Where the hierarchy is mounted.</param>
/// <param name="membership">The file that names the group of this process.</param>
/// <param name="processId">This process.</param>
internal sealed class ControlGroups(string root, string membership, int processId)
{
    /// <summary>The period, in microseconds, of which a group may use the processors for its quota.</summary>
    private const int PeriodMicroseconds = 100_000;

    private const string Controllers = "cgroup.controllers";
    private const string ChildControllers = "cgroup.subtree_control";
    private const string Members = "cgroup.procs";

    private int _made;

    /// <summary>The hierarchy of this machine.</summary>
    public static ControlGroups OfMachine { get; } = new("/sys/fs/cgroup", "/proc/self/cgroup", Environment.ProcessId);

    /// <summary>Whether there is a hierarchy at all.</summary>
    public bool IsMounted => File.Exists(Path.Combine(root, Controllers));

    /// <summary>Makes a group for one process of a cell, with the limits of its manifest.</summary>
    /// <param name="directory">The cell's directory.</param>
    /// <param name="replica">The process' replica.</param>
    /// <param name="limits">The limits, at least one of memory and processors.</param>
    /// <returns>The file by which a process joins the group.</returns>
    /// <exception cref="ControlGroupException">Groups with these limits cannot be made here.</exception>
    public string Create(CellDirectory directory, int replica, LimitSettings limits)
    {
        string[] needed = [.. NeededControllers(limits)];
        try
        {
            string parent = FindParent(needed);
            string prefix = PrefixOf(directory);
            RemoveEmptyGroups(parent, prefix);
            string group = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{prefix}{replica}-{processId}-{Interlocked.Increment(ref _made)}"));
            Directory.CreateDirectory(group);
            Limit(group, limits);
            return Path.Combine(group, Members);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlGroupException(e.Message, e);
        }
    }

    /// <summary>What the names of a cell's groups begin with. FNV-1a: it only has to be the same each time, and takes no library for cryptography.</summary>
    public static string PrefixOf(CellDirectory directory)
    {
        ulong hash = 14695981039346656037;
        foreach (byte unit in Encoding.UTF8.GetBytes(directory.Path))
        {
            hash = (hash ^ unit) * 1099511628211;
        }

        return string.Create(CultureInfo.InvariantCulture, $"cell-{hash:x16}-");
    }

    /// <summary>Why no group can be made that limits memory and processors; null where one can. Changes nothing.</summary>
    public string? FindObstacle()
    {
        try
        {
            string[] needed = ["memory", "cpu"];
            string own = OwnGroup();
            string? above = Above(own);
            bool isDelegated = (Passes(own, needed) && IsOurs(own)) || (above is not null && Passes(above, needed) && IsOurs(above))
                || (IsAlone(own) && !needed.Except(ReadWords(own, Controllers)).Any() && IsOurs(own));
            return isDelegated ? null : NotDelegated(own, needed).Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ControlGroupException)
        {
            return e.Message;
        }
    }

    private static IEnumerable<string> NeededControllers(LimitSettings limits)
    {
        if (limits.Memory is not null)
        {
            yield return "memory";
        }

        if (limits.Cpu is not null)
        {
            yield return "cpu";
        }
    }

    private static void Limit(string group, LimitSettings limits)
    {
        if (limits.Memory is { } memory)
        {
            Write(group, "memory.max", memory.ToString(CultureInfo.InvariantCulture));
            // Half of a process is of no use to anyone: what is over the limit ends whole, and is started anew.
            TryWrite(group, "memory.oom.group", "1");
            // Otherwise the limit would only move memory to the disk. Absent without swap accounting.
            TryWrite(group, "memory.swap.max", "0");
        }

        if (limits.Cpu is { } processors)
        {
            long quota = (long)Math.Ceiling(processors * PeriodMicroseconds);
            Write(group, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{quota} {PeriodMicroseconds}"));
        }
    }

    /// <summary>The group in which groups with the controllers can be made: that of this process, else the one above it, as in a systemd slice of the user's own.</summary>
    private string FindParent(string[] needed)
    {
        string own = OwnGroup();
        if (Passes(own, needed) || TryPassOn(own, needed))
        {
            return own;
        }

        return Above(own) is { } above && Passes(above, needed) && IsOurs(above) ? above : throw NotDelegated(own, needed);
    }

    private static ControlGroupException NotDelegated(string group, string[] needed)
        => new($"{group} is not delegated to this process with {string.Join(" and ", needed)}", null);

    /// <summary>The group above; null for the root.</summary>
    private string? Above(string group) => group.Length > root.Length && Path.GetDirectoryName(group) is { } above && above.Length >= root.Length ? above : null;

    /// <summary>Whether no other process is in a group than this one.</summary>
    private bool IsAlone(string group) => ReadWords(group, Members) is [string only] && only == processId.ToString(CultureInfo.InvariantCulture);

    private string OwnGroup()
    {
        // The line of version 2 is the one without controllers' names: `0::/user.slice/…`.
        string line = Array.Find(File.ReadAllLines(membership), static line => line.StartsWith("0::/", StringComparison.Ordinal))
            ?? throw new ControlGroupException("this machine has no cgroup v2 hierarchy", null);
        string group = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root + line["0::".Length..]));
        if (!File.Exists(Path.Combine(group, Controllers)))
        {
            throw new ControlGroupException($"{group} is no cgroup v2 group: the hierarchy is not mounted at {root}", null);
        }

        return group;
    }

    /// <summary>Whether groups below <paramref name="group"/> have the controllers.</summary>
    private static bool Passes(string group, string[] needed)
        => !needed.Except(ReadWords(group, ChildControllers)).Any();

    /// <summary>Lets groups below <paramref name="group"/> have the controllers. A group with processes of its own cannot: this one is moved out, if it is alone.</summary>
    private bool TryPassOn(string group, string[] needed)
    {
        if (needed.Except(ReadWords(group, Controllers)).Any())
        {
            return false;
        }

        try
        {
            if (IsAlone(group))
            {
                string leaf = Path.Combine(group, "nucleus");
                Directory.CreateDirectory(leaf);
                Write(leaf, Members, processId.ToString(CultureInfo.InvariantCulture));
            }

            Write(group, ChildControllers, string.Join(' ', needed.Select(static controller => $"+{controller}")));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a group may be made in <paramref name="group"/>.</summary>
    private static bool IsOurs(string group)
    {
        string probe = Path.Combine(group, $"cells-probe-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes the groups of this cell's processes that have ended; the kernel keeps those with a process.</summary>
    private static void RemoveEmptyGroups(string parent, string prefix)
    {
        foreach (string group in Directory.GetDirectories(parent, $"{prefix}*"))
        {
            try
            {
                Directory.Delete(group);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
    }

    private static string[] ReadWords(string group, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(group, file)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Write(string group, string file, string value)
    {
        // One write call: that is how the kernel takes a value. The file is never made: the kernel makes it with the group.
        using FileStream stream = new(Path.Combine(group, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(Encoding.ASCII.GetBytes(value));
    }

    private static void TryWrite(string group, string file, string value)
    {
        try
        {
            Write(group, file, value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}

/// <summary>A process cannot be limited by a control group here; the message says why.</summary>
internal sealed class ControlGroupException(string message, Exception? inner) : Exception(message, inner);
