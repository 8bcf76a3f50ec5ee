using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Cells.Cli.CommandLine;
using Cells.Cli.Processes;
using Cells.Nucleus.Limits;
using Cells.Nucleus.Sandboxing;
using Cells.Transports;

namespace Cells.Cli.Diagnosis;

/// <summary>What cells need of the machine.</summary>
/// <param name="dotnet">The <c>dotnet</c> that builds and runs cells.</param>
/// <param name="bubblewrap">What makes sandboxes.</param>
/// <param name="groups">The control groups.</param>
internal sealed class MachineChecks(string dotnet, Bubblewrap bubblewrap, ControlGroups groups)
{
    private const int OldestSdk = 10;

    /// <summary>The checks of this machine.</summary>
    public static MachineChecks OfMachine { get; } = new(ChildEnvironment.DotnetPath, Bubblewrap.OfMachine, ControlGroups.OfMachine);

    /// <summary>Looks at everything.</summary>
    public async Task<Diagnosis> RunAsync(CancellationToken cancellationToken)
    {
        List<Finding> findings = [await CheckSdkAsync(cancellationToken)];
        if (OperatingSystem.IsLinux())
        {
            findings.AddRange([CheckSharedMemory(), CheckUserNamespaces(), CheckControlGroups()]);
        }

        return new Diagnosis("machine", null, findings);
    }

    private async Task<Finding> CheckSdkAsync(CancellationToken cancellationToken)
    {
        const string Check = "sdk";
        const string Fix = "install the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0";
        CapturedResult result;
        try
        {
            result = await CapturedProcess.RunAsync(new ProcessStartInfo(dotnet, ["--list-sdks"]), cancellationToken);
        }
        catch (ToolFailure e)
        {
            return Finding.Error(Check, e.Message, Fix);
        }

        // `10.0.401 [/usr/share/dotnet/sdk]`
        string[] versions = [.. result.Output.Select(static line => line.Split(' ')[0]).Where(static version => version.Length > 0)];
        string? usable = versions.LastOrDefault(static version => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) && major >= OldestSdk);
        return usable is not null
            ? Finding.Ok(Check, $".NET SDK {usable} ({dotnet})")
            : Finding.Error(Check, versions.Length == 0 ? $"'{dotnet}' has no SDK" : $"'{dotnet}' has the SDKs {string.Join(", ", versions)}, and cells need {OldestSdk}.0 or later", Fix);
    }

    [SupportedOSPlatform("linux")]
    private static Finding CheckSharedMemory()
    {
        const string Check = "memfd";
        try
        {
            LibC.CreateSealedMemory("cells-doctor", 4096).Dispose();
            return Finding.Ok(Check, "large payloads go through shared memory");
        }
        catch (IOException e)
        {
            return Finding.Warning(Check, $"large payloads go through sockets: {e.Message}", "allow the system calls memfd_create and fcntl(F_ADD_SEALS), as in a container's seccomp profile");
        }
    }

    private Finding CheckUserNamespaces()
    {
        const string Check = "sandbox";
        try
        {
            return Finding.Ok(Check, $"{bubblewrap.Require()} makes sandboxes, for cells with [sandbox] enabled = true");
        }
        catch (SandboxException e)
        {
            string fix = bubblewrap.Find() is null ? "apt-get install bubblewrap" : "sysctl -w user.max_user_namespaces=15000";
            return Finding.Warning(Check, $"no cell with [sandbox] enabled = true can start: {e.Message}", fix);
        }
    }

    private Finding CheckControlGroups()
    {
        const string Check = "cgroup";
        return groups.FindObstacle() is { } obstacle
            ? Finding.Warning(
                Check,
                $"[limits] memory and cpu are kept by the .NET runtime alone: {obstacle}",
                groups.IsMounted ? "systemd-run --user --scope -p Delegate=yes cells start <dir>" : "boot Linux with systemd.unified_cgroup_hierarchy=1")
            : Finding.Ok(Check, "control groups are delegated: the kernel keeps [limits] memory and cpu");
    }
}
