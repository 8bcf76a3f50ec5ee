using System.Globalization;
using Cells.Nucleus.Launching;
using Cells.Schema;

namespace Cells.Nucleus.Limits;

/// <summary>Tells the .NET runtime of the process what <c>[limits] memory</c> and <c>cpu</c> leave it: everywhere, whatever else enforces them.</summary>
/// <remarks>The runtime then collects, and fails allocations, before the kernel ends the process; and sizes its pools for the processors that it has.</remarks>
internal sealed class RuntimeLimits : ILaunchStep
{
    /// <summary>The managed heap's limit: a hexadecimal number of bytes.</summary>
    public const string HeapVariable = "DOTNET_GCHeapHardLimit";

    /// <summary>The processors that the runtime counts: a decimal number.</summary>
    public const string ProcessorsVariable = "DOTNET_PROCESSOR_COUNT";

    /// <summary>Of the process' memory; the rest is for code, stacks, buffers and the runtime itself.</summary>
    private const int HeapPercent = 75;

    /// <inheritdoc/>
    public ProcessLaunch Apply(ProcessLaunch launch, LaunchContext context)
    {
        Dictionary<string, string> environment = new(launch.Environment, StringComparer.Ordinal);
        foreach ((string name, string value) in VariablesOf(context.Manifest))
        {
            environment[name] = value;
        }

        return launch with { Environment = environment };
    }

    /// <summary>The variables that a manifest's limits ask for. One that its <c>[env]</c> sets is the author's.</summary>
    public static IEnumerable<(string Name, string Value)> VariablesOf(CellManifest manifest)
    {
        if (manifest.Limits.Memory is { } memory && !IsSet(manifest, HeapVariable))
        {
            yield return (HeapVariable, ((Int128)memory * HeapPercent / 100).ToString("X", CultureInfo.InvariantCulture));
        }

        if (manifest.Limits.Cpu is { } processors && !IsSet(manifest, ProcessorsVariable))
        {
            yield return (ProcessorsVariable, ((int)Math.Ceiling(processors)).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static bool IsSet(CellManifest manifest, string name) => manifest.Environment.Any(variable => variable.Name == name);
}
