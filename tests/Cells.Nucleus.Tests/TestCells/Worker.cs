using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Cells.Nucleus.Tests.TestCells;

/// <summary>The cell that tests keep.</summary>
[Cell(Client = true)]
internal sealed partial class Worker
{
    /// <summary>The process that answers.</summary>
    [Call(Idempotent = true)]
    public int Process() => Environment.ProcessId;

    /// <summary>Answers after a file has been made.</summary>
    [Call]
    public async ValueTask<int> HoldAsync(string begun, string until, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(begun, "", cancellationToken);
        while (!File.Exists(until))
        {
            await Task.Delay(5, cancellationToken);
        }

        return Environment.ProcessId;
    }

    /// <summary>Writes down that a call was executed; may be executed again.</summary>
    [Call(Idempotent = true)]
    public int Repeat(string journals, int number) => ExecutedCall.Write(journals, number);

    /// <summary>Writes down that a call was executed, which must not be twice.</summary>
    [Call]
    public int Once(string journals, int number) => ExecutedCall.Write(journals, number);

    /// <summary>Writes down that a call was executed, which is not executed twice however often it is sent.</summary>
    [Call(ExactlyOnce = true)]
    public int Exactly(string journals, int number) => ExecutedCall.Write(journals, number);

    /// <summary>Counts until it is cancelled.</summary>
    [Call]
    public async IAsyncEnumerable<int> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            yield return i;
            await Task.Delay(1, cancellationToken);
        }
    }

    /// <summary>Starts a process that outlives its parent, unless someone ends it; gives its number.</summary>
    [Call]
    public int Spawn()
    {
        using Process child = System.Diagnostics.Process.Start("sleep", ["600"]);
        return child.Id;
    }
}

/// <summary>The same cell with another schema: one of its calls, and a new one.</summary>
[Cell]
[Renamed("Worker")]
internal sealed partial class LaterWorker
{
    /// <summary>The process that answers.</summary>
    [Call(Idempotent = true)]
    public int Process() => Environment.ProcessId;

    /// <summary>Something new.</summary>
    [Call]
    public int Later() => 2;
}
