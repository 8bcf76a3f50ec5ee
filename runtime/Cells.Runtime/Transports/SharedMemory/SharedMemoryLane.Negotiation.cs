using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Cells.Connections;
using Cells.Framing;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports.SharedMemory;

/// <content>
/// How the memory comes and goes. Its descriptor crosses in the connection itself, at a point that both sides know: the client says from when on it takes
/// one in, between two of its receives, and only then the server sends it. A second connection would not do: behind a shared listening socket it may reach
/// another process.
/// </content>
[SuppressMessage("Interoperability", "CA1416", Justification = "A lane is made on Linux only: IsPossible.")]
internal sealed partial class SharedMemoryLane
{
    /// <summary>The time after which memory that nobody used is let go, and before memory that could not be had is asked for again.</summary>
    private static readonly TimeSpan UnusedTime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly IDescriptorTransport _transport;
    private readonly SharedMemoryQuota _quota;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly string _peer;
    private readonly int _maxFrame;
    private readonly bool _isServer;
    private FrameOutput? _output;
    private Action<Exception>? _onFault;
    private SharedMapping? _mapping;
    private SafeFileHandle? _file;
    private StoreSender? _sender;
    private StoreReceiver? _receiver;
    private SharedNotice? _next;
    private ITimer? _timer;
    private Stage _stage;
    private long? _declinedAt;
    private long _usedAt;

    private SharedMemoryLane(IDescriptorTransport transport, bool isServer, CellLimits limits, TimeProvider clock, ILogger log, string peer)
    {
        StoredFrom = limits.SharedFrom;
        _maxFrame = limits.MaxFrame;
        _pieces = new PiecedBody(limits.MaxFrame);
        _transport = transport;
        _quota = limits.SharedMemoryQuota;
        _isServer = isServer;
        _spins = LearntSpin.IsPossible(limits.Spin);
        _clock = clock;
        _log = log;
        _peer = peer;
    }

    private enum Stage
    {
        /// <summary>There is no memory, and nobody has asked for any.</summary>
        None,

        /// <summary>The client has asked, or the server has offered.</summary>
        Asked,

        /// <summary>The client takes in descriptors, and the server has sent or is about to send one.</summary>
        Opening,

        /// <summary>Both sides have mapped the memory.</summary>
        Open,

        /// <summary>The server stores no more, or the client is about to say that it does not, either.</summary>
        Retiring,

        /// <summary>The connection has ended.</summary>
        Closed,
    }

    /// <summary>Whether this side stores what it sends.</summary>
    public bool IsOpen => Volatile.Read(ref _sender) is not null;

    /// <summary>Connects the lane with the connection that it belongs to.</summary>
    /// <param name="output">Takes the lane's own frames.</param>
    /// <param name="onFault">Ends the connection.</param>
    public void Attach(FrameOutput output, Action<Exception> onFault)
    {
        _output = output;
        _onFault = onFault;
    }

    /// <summary>Lets the memory go. Whoever copies just now ends first.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _stage = Stage.Closed;
            LetGo();
        }
    }

    private void Want()
    {
        // Looked at without the lock by everyone who sends something large, once it has been declined.
        if (_stage != Stage.None)
        {
            return;
        }

        lock (_gate)
        {
            if (_stage != Stage.None || (_declinedAt is long at && _clock.GetElapsedTime(at) < UnusedTime))
            {
                return;
            }

            _stage = Stage.Asked;
        }

        // The caller is about to append a frame of its own.
        ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.Send(lane._isServer ? SharedNotice.Offer : SharedNotice.Wanted), this, preferLocal: false);
    }

    private void OnNotice(SharedNotice notice)
    {
        SharedNotice? answer;
        lock (_gate)
        {
            answer = (notice, _stage) switch
            {
                (_, Stage.Closed) => null,
                (SharedNotice.Wanted, Stage.None) when _isServer => Move(Stage.Asked, SharedNotice.Offer),
                // Crossed with an offer, and maybe late: whoever sends it does so from elsewhere.
                (SharedNotice.Wanted, _) when _isServer => null,
                (SharedNotice.Offer, Stage.None or Stage.Asked) when !_isServer => Accept(),
                (SharedNotice.Accept, Stage.Asked) when _isServer => Make(),
                (SharedNotice.Memory, Stage.Opening) when !_isServer => Map(),
                (SharedNotice.Ready, Stage.Opening) when _isServer => Start(),
                (SharedNotice.Declined, Stage.Asked or Stage.Opening) => Decline("the peer has none to share now"),
                (SharedNotice.Streams, Stage.Open) when !_isReceivedThrough => ReceiveThrough(),
                (SharedNotice.Retire, Stage.Open) when !_isServer && !_isReceivedThrough => Retire(),
                (SharedNotice.Retired, Stage.Retiring) when _isServer => Leave(),
                _ => throw new CellProtocolException($"the word {(uint)notice} about shared memory came out of turn"),
            };
        }

        // Not under the lock, which those who send something large take under that of the output.
        if (answer is { } word)
        {
            Send(word);
        }

        if (_next is { } next)
        {
            _next = null;
            Send(next);
        }

        if (answer == SharedNotice.Retired)
        {
            // Not before: a server that still waits for this word does not heed that memory is wanted.
            lock (_gate)
            {
                _stage = _stage == Stage.Retiring ? Stage.None : _stage;
            }
        }
    }

    private SharedNotice? Move(Stage stage, SharedNotice? answer)
    {
        _stage = stage;
        return answer;
    }

    private SharedNotice? Accept()
    {
        _transport.ExpectDescriptor();
        return Move(Stage.Opening, SharedNotice.Accept);
    }

    private SharedNotice? Make()
    {
        try
        {
            (_mapping, _file) = SharedMapping.Create(_quota);
        }
        catch (Exception e) when (e is IOException or EntryPointNotFoundException)
        {
            Decline(e.Message);
            return SharedNotice.Declined;
        }

        // A client that has mapped it may store at once.
        StartReceiving();
        _transport.SendDescriptor(_file);
        return Move(Stage.Opening, SharedNotice.Memory);
    }

    private SharedNotice? Map()
    {
        using SafeFileHandle file = _transport.TakeDescriptor() ?? throw new CellProtocolException("the peer sent no descriptor of the memory that it shares");
        try
        {
            _mapping = SharedMapping.Open(file, _quota);
        }
        catch (IOException e) when (e is not CellProtocolException)
        {
            Decline(e.Message);
            return SharedNotice.Declined;
        }

        StartReceiving();
        StartSending();
        SharedMemoryLog.MemoryShared(_log, _peer);
        // In this order: the server takes no other word before this one.
        _next = _spins ? SendThrough() : null;
        return Move(Stage.Open, SharedNotice.Ready);
    }

    private SharedNotice? Start()
    {
        _file?.Dispose();
        _file = null;
        StartSending();
        SharedMemoryLog.MemoryShared(_log, _peer);
        _timer = _clock.CreateTimer(static lane => ((SharedMemoryLane)lane!).OnTimer(), this, UnusedTime, Timeout.InfiniteTimeSpan);
        Move(Stage.Open, null);
        return _spins ? SendThrough() : null;
    }

    private SharedNotice? Decline(string reason)
    {
        SharedMemoryLog.MemoryNotShared(_log, _peer, reason);
        _declinedAt = _clock.GetTimestamp();
        _transport.TakeDescriptor()?.Dispose();
        return Leave();
    }

    private SharedNotice? Leave()
    {
        LetGo();
        return Move(Stage.None, null);
    }

    private SharedNotice? Retire()
    {
        LetGo();
        return Move(Stage.Retiring, SharedNotice.Retired);
    }

    private void StartReceiving()
    {
        Use();
        _receiver = new StoreReceiver(_mapping!, SharedLayout.Direction(isToServer: _isServer));
    }

    private void StartSending() => Volatile.Write(ref _sender, new StoreSender(_mapping!, SharedLayout.Direction(isToServer: !_isServer)));

    private void LetGo()
    {
        _sender?.Close();
        Volatile.Write(ref _sender, null);
        _receiver = null;
        _timer?.Dispose();
        _timer = null;
        _file?.Dispose();
        _file = null;
        _mapping?.Dispose();
        _mapping = null;
    }

    private void Use() => Volatile.Write(ref _usedAt, _clock.GetTimestamp());

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_stage != Stage.Open || _outgoing is not null)
            {
                return;
            }

            TimeSpan unused = _clock.GetElapsedTime(Volatile.Read(ref _usedAt));
            if (unused < UnusedTime)
            {
                _timer?.Change(UnusedTime - unused, Timeout.InfiniteTimeSpan);
                return;
            }

            SharedMemoryLog.MemoryLetGo(_log, _peer, unused);
            _stage = Stage.Retiring;
            _sender?.Close();
            Volatile.Write(ref _sender, null);
        }

        Send(SharedNotice.Retire);
    }

    private void Send(SharedNotice notice)
    {
        Span<byte> body = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(body, (uint)notice);
        _output!.TryAppend(FrameType.Shared, FrameFlags.None, 0, 0, body);
        _output.Flush();
    }
}
