using System.Globalization;
using System.Net.Sockets;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Clients that send what no sound client sends.</summary>
internal static class Strangers
{
    /// <summary>The most memory that a cell under them has had, with the runtime's own.</summary>
    private const int MostMemory = 384 * 1024 * 1024;

    private const int AtOnce = 8;

    /// <summary>The longest that anything takes.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The connections of one test.</summary>
    public static int Sessions { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CELLS_FUZZ_SESSIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 400;

    /// <summary>Attacks with what is nearly <paramref name="recorded"/>, and calls meanwhile.</summary>
    /// <param name="socket">The cell's.</param>
    /// <param name="sessions">The connections.</param>
    /// <param name="callAsync">Makes a call, by its number, that must succeed.</param>
    /// <param name="recorded">What sound clients sent.</param>
    /// <returns>The calls that were served while the attack went on.</returns>
    public static async Task<int> AttackAsync(string socket, int sessions, Func<int, Task> callAsync, params byte[][] recorded)
    {
        Task attack = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(stranger => Task.Run(async () =>
        {
            SessionMutator mutator = new(new Random(FaultSeed.Value + stranger), recorded);
            for (int session = stranger; session < sessions; session += AtOnce)
            {
                await VisitAsync(socket, mutator.Next(), session).WaitAsync(Patience);
            }
        })));
        int served = 0;
        do
        {
            await callAsync(served);
            served++;
        }
        while (!attack.IsCompleted);
        await attack;
        return served;
    }

    /// <summary>Asserts that a cell has kept within its memory, and ends well.</summary>
    public static async Task SurviveAsync(CellProcess process)
    {
        Assert.InRange(process.PeakMemory, 1, MostMemory);
        Assert.DoesNotContain("Unhandled", process.Errors, StringComparison.Ordinal);
        process.Terminate();
        Assert.Equal(0, await process.WaitForExitAsync());
    }

    /// <summary>Sends the bytes and, three times of four, waits until the server has had enough.</summary>
    public static async Task VisitAsync(string socket, byte[] bytes, int session)
    {
        using Socket stranger = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await stranger.ConnectAsync(new UnixDomainSocketEndPoint(socket));
            await stranger.SendAsync(bytes);
            if (session % 4 == 0)
            {
                return;
            }

            stranger.Shutdown(SocketShutdown.Send);
            byte[] answer = new byte[4096];
            while (await stranger.ReceiveAsync(answer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The server closed first.
        }
    }
}
