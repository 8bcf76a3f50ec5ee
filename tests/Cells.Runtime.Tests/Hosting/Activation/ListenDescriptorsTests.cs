using System.Net.Sockets;
using Cells.Hosting;
using Cells.Hosting.Activation;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Hosting.Activation;

public class ListenDescriptorsTests
{
    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("42", null, 0)]
    [InlineData("42", "0", 0)]
    [InlineData("42", "1", 1)]
    [InlineData("42", "3", 3)]
    [InlineData("41", "1", 0)]
    [InlineData("", "1", 0)]
    [InlineData("99999999999999999999", "1", 0)]
    public void Sockets_count_for_the_process_that_they_are_passed_to(string? process, string? count, int expected)
        => Assert.Equal(expected, ListenDescriptors.Count(process, count, ownProcess: 42));

    [Theory]
    [InlineData("one", "no number")]
    [InlineData("-1", "no number")]
    [InlineData("2147483647", "passes 2147483647 sockets")]
    public void Count_that_makes_no_sense_is_refused(string count, string expected)
    {
        CellException error = Assert.Throws<CellException>(() => ListenDescriptors.Count("42", count, ownProcess: 42));
        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_is_adopted_where_it_listens_and_its_file_stays()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("cell.sock");
        using CellListener keeper = CellListener.Bind(path);
        string link = directory.File("link");
        Directory.CreateSymbolicLink(link, directory.Path);

        using (CellListener adopted = CellListener.Adopt(LibC.Duplicate(keeper.Socket.SafeHandle), Path.Combine(link, "cell.sock")))
        {
            using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
            using Socket accepted = await adopted.Socket.AcceptAsync();
        }

        // Closing the one leaves the other listening.
        using Socket second = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await second.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using Socket alsoAccepted = await keeper.Socket.AcceptAsync();
    }

    [Fact]
    public void Listener_of_another_place_is_refused()
    {
        using TemporaryDirectory directory = new();
        using TemporaryDirectory elsewhere = new();
        using CellListener other = CellListener.Bind(elsewhere.File("cell.sock"));

        CellException error = Assert.Throws<CellException>(() => CellListener.Adopt(LibC.Duplicate(other.Socket.SafeHandle), directory.File("cell.sock")));

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Contains($"listens at '{elsewhere.Path}/", error.Message, StringComparison.Ordinal);
        Assert.Contains($"connect to {directory.File("cell.sock")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Socket_that_does_not_listen_is_refused()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("cell.sock");
        using Socket bound = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        bound.Bind(new UnixDomainSocketEndPoint(path));

        CellException error = Assert.Throws<CellException>(() => CellListener.Adopt(LibC.Duplicate(bound.SafeHandle), path));

        Assert.Contains("is no Unix stream socket that listens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptor_that_is_no_socket_is_refused()
    {
        using TemporaryDirectory directory = new();
        using FileStream file = File.Create(directory.File("file"));

        CellException error = Assert.Throws<CellException>(() => CellListener.Adopt(LibC.Duplicate(file.SafeFileHandle), directory.File("cell.sock")));

        Assert.Contains("is no Unix stream socket that listens", error.Message, StringComparison.Ordinal);
    }
}
