namespace Cells.Control;

/// <summary>What a cell's nucleus answers on its control socket: the processes of the cell attach themselves, and tools tell it what to do.</summary>
/// <remarks>For one user on one machine, and one version of Cells at both ends; a peer of another version is answered by plan, like any other.</remarks>
[Cell(Client = true)]
internal sealed partial class NucleusControl(INucleus nucleus)
{
    /// <summary>A process of the cell has started and is ready to accept. Runs for as long as the process does.</summary>
    /// <param name="facts">What the process is.</param>
    /// <param name="process">Tells the process what to do.</param>
    /// <param name="cancellationToken">Cancelled when the process has gone.</param>
    [Call]
    public ValueTask AttachAsync(ProcessFacts facts, IProcessControl process, CancellationToken cancellationToken) => nucleus.AttachAsync(facts, process, cancellationToken);

    /// <summary>How the cell is.</summary>
    [Call(Idempotent = true)]
    public NucleusStatus Status() => nucleus.Status();

    /// <summary>Takes a build, and starts it unless the cell runs.</summary>
    [Call]
    public ValueTask<OperationReport> StartAsync(StartOrder order, CancellationToken cancellationToken) => nucleus.StartAsync(order, cancellationToken);

    /// <summary>Puts a build, or the same one again, in the place of what runs, without a failed call.</summary>
    [Call]
    public ValueTask<OperationReport> RestartAsync(StartOrder order, CancellationToken cancellationToken) => nucleus.RestartAsync(order, cancellationToken);

    /// <summary>Puts the build that ran before in the place of what runs.</summary>
    [Call]
    public ValueTask<OperationReport> RollBackAsync(TimeSpan timeout, CancellationToken cancellationToken) => nucleus.RollBackAsync(timeout, cancellationToken);

    /// <summary>Lets the calls in flight end, ends the processes and then the nucleus.</summary>
    /// <param name="timeout">How long calls in flight may take.</param>
    /// <param name="cancellationToken">The caller no longer waits; the stop goes on.</param>
    [Call]
    public ValueTask<OperationReport> StopAsync(TimeSpan timeout, CancellationToken cancellationToken) => nucleus.StopAsync(timeout, cancellationToken);
}

/// <summary>Keeps a cell; what <see cref="NucleusControl"/> offers to others.</summary>
internal interface INucleus
{
    /// <inheritdoc cref="NucleusControl.AttachAsync"/>
    ValueTask AttachAsync(ProcessFacts facts, IProcessControl process, CancellationToken cancellationToken);

    /// <inheritdoc cref="NucleusControl.Status"/>
    NucleusStatus Status();

    /// <inheritdoc cref="NucleusControl.StartAsync"/>
    ValueTask<OperationReport> StartAsync(StartOrder order, CancellationToken cancellationToken);

    /// <inheritdoc cref="NucleusControl.RestartAsync"/>
    ValueTask<OperationReport> RestartAsync(StartOrder order, CancellationToken cancellationToken);

    /// <inheritdoc cref="NucleusControl.RollBackAsync"/>
    ValueTask<OperationReport> RollBackAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <inheritdoc cref="NucleusControl.StopAsync"/>
    ValueTask<OperationReport> StopAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
