using System.Runtime.CompilerServices;

namespace Cells.Telemetry;

/// <summary>Calls that answer with items, for which somebody listens.</summary>
internal static class ObservedStream
{
    /// <summary>Enumerates the items within a span, from the request until the stream has ended or is left.</summary>
    /// <param name="begin">Begins the call's observation.</param>
    /// <param name="open">Makes the call.</param>
    /// <param name="cancellationToken">The caller's own cancellation.</param>
    public static async IAsyncEnumerable<TItem> RunAsync<TItem>(
        Func<CallObservation?> begin, Func<CallObservation?, IAsyncEnumerable<TItem>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CallObservation? observation = begin();
        Exception? failure = null;
        bool hasEnded = false;
        IAsyncEnumerator<TItem> items = open(observation).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        hasEnded = true;
                        break;
                    }
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }

                yield return items.Current;
            }
        }
        finally
        {
            await items.DisposeAsync().ConfigureAwait(false);
            End(observation, failure, hasEnded);
        }
    }

    private static void End(CallObservation? observation, Exception? failure, bool hasEnded)
    {
        if (failure is not null)
        {
            observation?.Fail(failure);
        }
        else if (hasEnded)
        {
            observation?.Succeed();
        }
        else
        {
            observation?.Leave();
        }
    }
}
