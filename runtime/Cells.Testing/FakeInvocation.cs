using System.Buffers;
using System.Text.Json;
using Cells.Binding;
using Cells.Hosting;
using Cells.Schema;
using Cells.Streams;
using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>A call that code of the test answers, while it does: see <c>Handle</c>.</summary>
public sealed class FakeInvocation
{
    private readonly FakeDispatcher _fake;
    private readonly CallSchema _declared;
    private readonly IAsyncEnumerable<byte[]>? _items;
    private readonly Dictionary<string, ServerCallback> _callbacks = new(StringComparer.Ordinal);

    internal FakeInvocation(FakeDispatcher fake, ServerCall call, CallSchema declared, FakeCall received)
    {
        _fake = fake;
        _declared = declared;
        Call = received;
        // Whoever answers may keep this longer than the call lasts.
        call.Share();
        CancellationToken = call.CancellationToken;
        _items = declared.Parameters.Any(static parameter => parameter.IsStream) ? call.OpenItems<byte[], EncodedItem>() : null;
        for (int i = 0; i < declared.Parameters.Count; i++)
        {
            if (declared.Parameters[i] is { Callback: not null } parameter && WasPassed(parameter))
            {
                _callbacks.Add(parameter.Name, call.OpenCallback(i));
            }
        }
    }

    /// <summary>The call, as <see cref="FakeCell.Calls"/> has it.</summary>
    public FakeCall Call { get; }

    /// <summary>The arguments: a JSON object. A callback is <see langword="true"/> where the caller passed one.</summary>
    public string Arguments => Call.Arguments;

    /// <summary>Cancelled when the caller cancels, its deadline passes, or its connection ends.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The items that the client sends, as JSON, to be enumerated once.</summary>
    /// <returns>The items, as they come. Enumerating ends with <see cref="OperationCanceledException"/> when the call does.</returns>
    /// <exception cref="InvalidOperationException">The call sends no items.</exception>
    public IAsyncEnumerable<string> ReadItemsAsync()
    {
        TypeReference type = _declared.Parameters.FirstOrDefault(static parameter => parameter.IsStream)?.Type ?? throw SendsNothing();
        return ReadItemsAsync(item => _fake.Binder.ReadValue(type, new ReadOnlySequence<byte>(item)));
    }

    /// <summary>Calls a callback that the client passed, and awaits its result.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="method">The method of the interface: <c>Step</c> or <c>StepAsync</c>.</param>
    /// <param name="arguments">A JSON object with the names of the method's parameters.</param>
    /// <param name="cancellationToken">Cancels it; the client is told.</param>
    /// <returns>The result's JSON; <c>null</c> of a method without one.</returns>
    /// <exception cref="ArgumentException">The call has no such callback, or the interface no such method.</exception>
    /// <exception cref="InvalidOperationException">The client passed none.</exception>
    /// <exception cref="JsonBindingException">They are no arguments of the method.</exception>
    /// <exception cref="CellException">The client's method failed, or the call that passed the callback has ended.</exception>
    public async ValueTask<string> CallBackAsync(string parameter, string method, string arguments = "{}", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        CallbackSchema callback = FindCallback(parameter);
        int index = FindMethod(callback, method);
        CallSchema called = callback.Methods[index];
        EncodedPayload payload = new(_fake.Binder.BindArguments(called, arguments));
        CallbackMethod described = new(index, $"{callback.Name}.{called.Name}") { DeadlineMs = called.DeadlineMs ?? 0 };
        if (!_callbacks.TryGetValue(parameter, out ServerCallback? client))
        {
            throw new InvalidOperationException($"the caller of {Call.Name} passed no '{parameter}'");
        }

        if (called.Result is null)
        {
            await client.CallAsync(described, payload, cancellationToken).ConfigureAwait(false);
            return "null";
        }

        byte[] result = await client.CallAsync<EncodedPayload, byte[], EncodedItem>(described, payload, cancellationToken).ConfigureAwait(false);
        return _fake.Binder.ReadResult(called, new ReadOnlySequence<byte>(result));
    }

    /// <summary>The items that the client sends.</summary>
    internal IAsyncEnumerable<TItem> ReadItemsAsync<TItem>(Func<byte[], TItem> read) => (_items ?? throw SendsNothing()).Select(read);

    /// <summary>Takes the items that the client sends, if it sends any, and looks at none.</summary>
    internal async ValueTask PassOverItemsAsync()
    {
        if (_items is not null)
        {
            await foreach (byte[] _ in _items.ConfigureAwait(false))
            {
            }
        }
    }

    private bool WasPassed(ParameterSchema parameter)
    {
        using JsonDocument arguments = JsonDocument.Parse(Arguments);
        return arguments.RootElement.GetProperty(parameter.Name).GetBoolean();
    }

    private CallbackSchema FindCallback(string parameter)
        => _declared.Parameters.FirstOrDefault(declared => declared.Name == parameter)?.Callback is { } name
            ? _fake.Schema.FindCallback(name)!
            : throw new ArgumentException(
                $"{Call.Name} has no callback '{parameter}'; it has: {Listed(_declared.Parameters.Where(static declared => declared.Callback is not null).Select(static declared => declared.Name))}",
                nameof(parameter));

    private static int FindMethod(CallbackSchema callback, string method)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        string[] names = [.. callback.Methods.Select(static declared => declared.Name)];
        int index = Array.IndexOf(names, method);
        index = index < 0 && method.EndsWith("Async", StringComparison.Ordinal) ? Array.IndexOf(names, method[..^"Async".Length]) : index;
        return index >= 0 ? index : throw new ArgumentException($"{callback.Name} has no method '{method}'; it has: {Listed(names)}", nameof(method));
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";

    private InvalidOperationException SendsNothing() => new($"{Call.Name} sends no items");
}
