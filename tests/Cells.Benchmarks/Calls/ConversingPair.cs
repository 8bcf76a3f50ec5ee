using System.Diagnostics;
using System.Globalization;

namespace Cells.Benchmarks.Calls;

/// <summary>A server and a client that stays: what runs on .NET must be warm. Each line that the client is given is a run, and is answered with what it measured.</summary>
internal abstract class ConversingPair : Pair
{
    protected abstract Process Server { get; }

    protected abstract Process Client { get; }

    public override CallSample Measure(Work work, TimeSpan time)
    {
        Client.StandardInput.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{work.Kind} {work.Payload} {work.Depth} {work.Gap} {(int)time.TotalMilliseconds}"));
        return Read(Client);
    }

    public override void Dispose()
    {
        Stop(Client);
        Stop(Server);
    }
}
