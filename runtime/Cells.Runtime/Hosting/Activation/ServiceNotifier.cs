using System.Net.Sockets;
using System.Text;

namespace Cells.Hosting.Activation;

/// <summary>Tells the service manager that started this process how it goes: sd_notify(3).</summary>
internal sealed class ServiceNotifier
{
    /// <summary>The variable with the path of the manager's datagram socket; a name of the abstract namespace begins with <c>@</c>.</summary>
    public const string Variable = "NOTIFY_SOCKET";

    private readonly string _path;

    private ServiceNotifier(string path) => _path = path;

    /// <summary>The manager that the environment names; null for none. Processes that this one starts do not inherit it.</summary>
    public static ServiceNotifier? Take()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return null;
        }

        Environment.SetEnvironmentVariable(Variable, null);
        return new ServiceNotifier(path);
    }

    /// <summary>The cell serves calls.</summary>
    /// <param name="status">What it does, for people, in one line.</param>
    /// <returns>Why that could not be told; null where it was.</returns>
    public string? Ready(string status) => Send($"READY=1\nSTATUS={status.ReplaceLineEndings(" ")}");

    /// <summary>The cell takes no more calls and ends those that it has.</summary>
    /// <returns>Why that could not be told; null where it was.</returns>
    public string? Stopping() => Send("STOPPING=1\nSTATUS=ending calls in flight");

    private string? Send(string state)
    {
        try
        {
            UnixDomainSocketEndPoint manager = new(_path[0] == '@' ? $"\0{_path[1..]}" : _path);
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
            socket.SendTo(Encoding.UTF8.GetBytes(state), manager);
            return null;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return $"{_path}: {e.Message}";
        }
    }
}
