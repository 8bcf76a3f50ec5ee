using System.Diagnostics;
using System.Runtime.Versioning;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>Asks a socket again and again for a moment before its thread sleeps in it, while what was waited for came within that moment lately.</summary>
/// <remarks>To sleep and be woken on another processor costs some 20 µs each way. On one processor whoever is waited for cannot run meanwhile, so nobody spins there.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class LearntSpin
{
    /// <summary>The answers in a row that must come in time before it spins, and after as many that do not it stops.</summary>
    private const int Confidence = 8;

    /// <summary>The moment. Below the time that a sleep and a wake-up take it would come too late too often.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMicroseconds(50);

    private readonly long _budget;
    private int _confidence;
    private long _sleptAt;

    /// <summary>Spins, or never does.</summary>
    public LearntSpin(bool spins) => _budget = IsPossible(spins) ? (long)(Budget.TotalSeconds * Stopwatch.Frequency) : 0;

    /// <summary>Whether a process that is to spin can: not on one processor.</summary>
    public static bool IsPossible(bool spins) => spins && Environment.ProcessorCount > 1;

    /// <summary>Receives without sleeping; -1 when it is time to sleep.</summary>
    public int Receive(SocketPipeReader input, DescriptorSocket socket)
    {
        if (_budget == 0)
        {
            return -1;
        }

        long start = Stopwatch.GetTimestamp();
        Learn(start);
        if (_confidence < Confidence)
        {
            _sleptAt = start;
            return -1;
        }

        if (socket.IsInMemory)
        {
            bool isThere = socket.Spin(_budget);
            _sleptAt = isThere ? 0 : start;
            return isThere ? input.Receive(socket, waits: false) : -1;
        }

        do
        {
            int received = input.Receive(socket, waits: false);
            if (received >= 0)
            {
                _sleptAt = 0;
                return received;
            }
        }
        while (Stopwatch.GetTimestamp() - start < _budget);
        _sleptAt = start;
        return -1;
    }

    // The last wait ended a little before this one begins: what was done in between counts, too, and is small.
    private void Learn(long now)
    {
        if (_sleptAt != 0)
        {
            _confidence = now - _sleptAt < 2 * _budget ? Math.Min(_confidence + 1, 2 * Confidence) : Math.Max(_confidence - 1, 0);
        }
        else
        {
            _confidence = Math.Min(_confidence + 1, 2 * Confidence);
        }
    }
}
