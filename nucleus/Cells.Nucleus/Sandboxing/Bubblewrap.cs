using System.ComponentModel;
using System.Diagnostics;

namespace Cells.Nucleus.Sandboxing;

/// <summary>The program that makes sandboxes: bubblewrap, <c>bwrap</c>.</summary>
/// <param name="searchPath">The directories that it is looked for in, as in <c>PATH</c>.</param>
internal sealed class Bubblewrap(string? searchPath)
{
    /// <summary>The program's name.</summary>
    public const string ProgramName = "bwrap";

    /// <summary>A user namespace without any capability: what every sandbox has.</summary>
    public static readonly string[] Isolation = ["--unshare-user", "--cap-drop", "ALL"];

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private string? _working;

    /// <summary>The bubblewrap of this machine.</summary>
    public static Bubblewrap OfMachine { get; } = new(Environment.GetEnvironmentVariable("PATH"));

    /// <summary>The program, which makes sandboxes here: tried once.</summary>
    /// <exception cref="SandboxException">It is not installed, or the system refuses it what it needs.</exception>
    public string Require()
    {
        if (_working is { } known)
        {
            return known;
        }

        string program = Find()
            ?? throw new SandboxException("bubblewrap is not installed ('bwrap' is not on the PATH): install the package bubblewrap, as with 'apt-get install bubblewrap'");
        if (Try(program) is { } refusal)
        {
            throw new SandboxException(
                $"the system refuses {program} a user namespace ({refusal}): let it have them "
                + "('sysctl -w user.max_user_namespaces=15000', on Ubuntu also 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0', in a container a profile that allows them)");
        }

        return _working = program;
    }

    /// <summary>The program's path; null where it is not installed.</summary>
    public string? Find()
        => (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(static directory => Path.Combine(directory, ProgramName))
            .FirstOrDefault(File.Exists);

    /// <summary>Makes a sandbox for nothing; the program's complaint where it fails, else null.</summary>
    private static string? Try(string program)
    {
        ProcessStartInfo start = new(program, [.. Isolation, "--ro-bind", "/", "/", "--", "/bin/true"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            string errors = process.StandardError.ReadToEnd().Trim();
            if (!process.WaitForExit(ProbeTimeout))
            {
                process.Kill(entireProcessTree: true);
                return "it does not end";
            }

            return process.ExitCode == 0 ? null : errors.Length > 0 ? errors.ReplaceLineEndings(" ") : $"exit code {process.ExitCode}";
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}

/// <summary>Sandboxes cannot be had here; the message says why and what to do.</summary>
internal sealed class SandboxException(string message) : Exception(message);
