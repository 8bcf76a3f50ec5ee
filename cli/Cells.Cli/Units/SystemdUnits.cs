using System.Globalization;
using System.Text;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Directories;
using Cells.Nucleus.Limits;
using Cells.Schema;

namespace Cells.Cli.Units;

/// <summary>The systemd units that keep a cell in place of a nucleus: systemd listens, starts the cell for its first caller, and starts it anew when it fails.</summary>
/// <param name="cell">The cell.</param>
/// <param name="program">What is started.</param>
/// <param name="owner">The user that the cell runs as; null in a user's own systemd, which has no choice.</param>
internal sealed class SystemdUnits(CellNode cell, BuiltCell program, string? owner)
{
    /// <summary>The longest path of a socket, in bytes: systemd knows no other way to it.</summary>
    private const int LongestSocketPath = 107;

    /// <summary>What a cell may take for its end beyond its drain.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    private readonly CellDirectory _directory = cell.Directory;
    private readonly CellManifest _manifest = cell.Manifest;

    /// <summary>The units' name, without a suffix.</summary>
    public string Name { get; } = $"cell-{cell.Name}";

    /// <summary>Refuses what no unit can say.</summary>
    /// <exception cref="ToolFailure">The cell's path is too long, or holds characters that no unit can name.</exception>
    public void Check()
    {
        int length = Encoding.UTF8.GetByteCount(_directory.SocketPath);
        if (length > LongestSocketPath)
        {
            throw new ToolFailure(
                ExitCode.No, $"systemd listens at paths of at most {LongestSocketPath} bytes and {_directory.SocketPath} has {length}: move the cell to a shorter path, or keep it with 'cells start'.");
        }

        if (!UnitText.FitsLine(_directory.SocketPath) || !UnitText.FitsLine(_directory.Path))
        {
            throw new ToolFailure(ExitCode.No, $"{_directory.Path} has a name that no systemd unit can hold: move the cell, or keep it with 'cells start'.");
        }
    }

    /// <summary><c>cell-….socket</c>.</summary>
    public string Socket() => Join(
    [
        $"# Written by `cells unit` from {_directory.ManifestPath}.",
        "[Unit]",
        $"Description=Socket of the cell {cell.Name}",
        "",
        "[Socket]",
        $"ListenStream={UnitText.Line(_directory.SocketPath)}",
        // Its directories, which systemd makes, are for the cell's user only, as `run/` always is.
        "DirectoryMode=0700",
        "SocketMode=0600",
        .. owner is null ? [] : (string[])[$"SocketUser={UnitText.Line(owner)}"],
        "RemoveOnStop=yes",
        "",
        "[Install]",
        "WantedBy=sockets.target",
    ]);

    /// <summary><c>cell-….service</c>.</summary>
    public string Service() => Join(
    [
        $"# Written by `cells unit` from {_directory.ManifestPath}.",
        "[Unit]",
        $"Description={UnitText.Line(Description())}",
        $"Requires={Name}.socket",
        $"After={Name}.socket",
        "",
        "[Service]",
        "Type=notify",
        $"ExecStart={CommandLine()}",
        $"WorkingDirectory={UnitText.Line(_directory.Path)}",
        .. owner is null ? [] : (string[])[$"User={UnitText.Line(owner)}"],
        "UMask=0077",
        .. Variables().Select(static variable => $"Environment={UnitText.Word($"{variable.Name}={variable.Value}")}"),
        $"Restart={Restart(_manifest.LifeCycle.Restart)}",
        "RestartSec=1s",
        // The cell alone gets SIGTERM, drains, and what it started and left is killed.
        "KillMode=mixed",
        $"TimeoutStopSec={Seconds(_manifest.LifeCycle.DrainTimeout + StopMargin)}",
        .. Limits(),
        .. Sandbox(),
    ]);

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    private string Description() => $"Cell {cell.Name}" + (_manifest.Description is { } text ? $": {text.ReplaceLineEndings(" ").TrimEnd('\\', ' ')}" : "");

    private string CommandLine()
    {
        (string file, IReadOnlyList<string> arguments) = program.Command;
        return string.Join(' ', new[] { UnitText.Argument(Locate(file)) }.Concat(arguments.Select(UnitText.Argument)));
    }

    /// <summary>A unit names its program in full.</summary>
    private static string Locate(string program)
        => program.Contains('/')
            ? Path.GetFullPath(program)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(directory => Path.GetFullPath(Path.Combine(directory, program)))
                .FirstOrDefault(File.Exists)
                ?? throw new ToolFailure(ExitCode.NotFound, $"{program} is not on the PATH: a unit must name it in full.");

    private IEnumerable<(string Name, string Value)> Variables() =>
    [
        .. _manifest.Environment.Select(static variable => (variable.Name, variable.Value)),
        .. RuntimeLimits.VariablesOf(_manifest),
        (CellDirectory.Variable, _directory.Path),
        (CellState.StartedByVariable, "systemd"),
    ];

    private IEnumerable<string> Limits()
    {
        if (_manifest.Limits.Memory is { } memory)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"MemoryMax={memory}");
            yield return "MemorySwapMax=0";
        }

        if (_manifest.Limits.Cpu is { } processors)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"CPUQuota={Math.Max(1, (int)Math.Ceiling(processors * 100))}%");
        }
    }

    /// <summary>What <c>[sandbox]</c> asks for, by systemd's own means.</summary>
    private string[] Sandbox() => !_manifest.Sandbox.Enabled
        ? []
        :
        [
            "NoNewPrivileges=yes",
            // A user's systemd has no capability to take away, and nothing to mount with but in a user namespace.
            owner is null ? "PrivateUsers=yes" : "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "ProtectHome=read-only",
            "PrivateTmp=yes",
            "PrivateDevices=yes",
            $"ReadWritePaths={UnitText.Word(_directory.Path)}",
            .. _manifest.Sandbox.Network ? (string[])[] : ["PrivateNetwork=yes"],
        ];

    private static string Restart(RestartPolicy policy) => policy switch
    {
        RestartPolicy.Never => "no",
        RestartPolicy.Always => "always",
        _ => "on-failure",
    };

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(time.TotalSeconds)}s");
}
