namespace Cells;

/// <summary>What every interface of a cell's calls has beside the calls.</summary>
/// <typeparam name="TSelf">The interface itself.</typeparam>
public interface ICellClient<TSelf>
    where TSelf : class, ICellClient<TSelf>
{
    /// <summary>The same client, whose calls are made with <paramref name="options"/> on top of those that this one has.</summary>
    /// <remarks>It shares the connection. Disposing it does nothing: the client that it was made from owns the connection.</remarks>
    TSelf With(CallOptions options);
}

/// <summary>Options for the calls of any client.</summary>
public static class CellClientExtensions
{
    /// <summary>The same client, whose calls end after <paramref name="deadline"/>, each counted from its own start.</summary>
    /// <param name="client">The client.</param>
    /// <param name="deadline"><see cref="CallOptions.Deadline"/>.</param>
    public static TClient WithDeadline<TClient>(this ICellClient<TClient> client, TimeSpan deadline)
        where TClient : class, ICellClient<TClient>
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.With(new CallOptions { Deadline = deadline });
    }

    /// <summary>The same client, whose calls carry one more entry beside their arguments.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The entry's name: see <see cref="CallOptions.Metadata"/>.</param>
    /// <param name="value">Any text.</param>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static TClient WithMetadata<TClient>(this ICellClient<TClient> client, string key, string value)
        where TClient : class, ICellClient<TClient>
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.With(new CallOptions { Metadata = new Dictionary<string, string> { [key] = value } });
    }
}
