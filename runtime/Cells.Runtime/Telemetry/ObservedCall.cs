namespace Cells.Telemetry;

/// <summary>Calls with one result, for which somebody listens.</summary>
internal static class ObservedCall
{
    /// <summary>Makes a call within a span.</summary>
    /// <param name="begin">Begins the call's observation.</param>
    /// <param name="send">Makes the call.</param>
    public static async ValueTask<TResult> RunAsync<TResult>(Func<CallObservation?> begin, Func<ValueTask<TResult>> send)
    {
        CallObservation? observation = begin();
        try
        {
            TResult result = await send().ConfigureAwait(false);
            observation?.Succeed();
            return result;
        }
        catch (Exception e)
        {
            observation?.Fail(e);
            throw;
        }
    }
}
