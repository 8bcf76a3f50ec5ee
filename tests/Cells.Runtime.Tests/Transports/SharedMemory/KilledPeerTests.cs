using System.Diagnostics;
using Cells.Connections;
using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>A process that is killed leaves nothing of the memory that it shared.</summary>
public class KilledPeerTests
{
    [Fact]
    public async Task Nothing_is_left_when_the_server_is_killed()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[cell]\nname = \"echo\"\n");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path);
        await using EchoClient client = new(CellChannel.ForSocket(CellDirectory.At(directory.Path).SocketPath, EchoCell.TestContract, EchoClient.ReadError));
        while (OpenMemory.FindShared(process.Id) is null)
        {
            await client.EchoAsync(SharedLink.Text(100_000));
        }

        ulong memory = OpenMemory.FindShared(process.Id)!.Value;
        await Condition.WaitAsync(() => OpenMemory.CountMappings(memory) == 1 && OpenMemory.CountDescriptors(memory) == 0);

        process.Kill();

        await Condition.WaitAsync(() => OpenMemory.CountMappings(memory) == 0);
        Assert.Equal(0, OpenMemory.CountDescriptors(memory));
    }

    [Fact]
    public async Task Nothing_is_left_when_the_client_is_killed()
    {
        await using TestServer server = new();
        ProcessStartInfo start = new(CellProcess.DotNet, [Path.Combine(AppContext.BaseDirectory, "Cells.Runtime.Tests.dll"), Program.ShareArgument, server.SocketPath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Assert.Equal("sharing", await process.StandardOutput.ReadLineAsync());
            ulong memory = OpenMemory.FindShared(process.Id)!.Value;
            await Condition.WaitAsync(() => OpenMemory.CountMappings(memory) == 1 && OpenMemory.CountDescriptors(memory) == 0);

            process.Kill();

            await Condition.WaitAsync(() => OpenMemory.CountMappings(memory) == 0 && server.Server.ConnectionCount == 0);
            Assert.Equal(0, OpenMemory.CountDescriptors(memory));
        }
        finally
        {
            process.Kill();
        }
    }
}
