using Cells.Connections;

namespace Cells.Hosting;

/// <summary>The facts about a method of a callback interface that a server needs to call it. Created once per method by generated code.</summary>
public sealed class CallbackMethod
{
    private readonly CallDescriptor _call;

    /// <summary>Creates the facts.</summary>
    /// <param name="index">The method's number: its index in the interface, ordered by name.</param>
    /// <param name="name">The full name without <c>Async</c>, for errors: <c>Shop.IProgress.Report</c>.</param>
    /// <exception cref="ArgumentException">The name is no full name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or over 65,535.</exception>
    public CallbackMethod(int index, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, ushort.MaxValue);
        int split = name.LastIndexOf('.');
        if (split <= 0 || split == name.Length - 1)
        {
            throw new ArgumentException($"'{name}' is not the full name of a method: interface, '.', method", nameof(name));
        }

        Name = name;
        Interface = name[..split];
        _call = new CallDescriptor(index, name[(split + 1)..]);
    }

    /// <summary>The method's number.</summary>
    public int Index => _call.Index;

    /// <summary>The full name without <c>Async</c>.</summary>
    public string Name { get; }

    /// <summary>The deadline of each call in milliseconds, within that of the call that passed the callback; 0 for none of its own.</summary>
    public int DeadlineMs
    {
        get => _call.DeadlineMs;
        init => _call = _call with { DeadlineMs = value };
    }

    /// <summary>The interface's full name.</summary>
    internal string Interface { get; }

    /// <summary>The method as a call.</summary>
    internal CallDescriptor Call => _call;
}
