using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cells.Benchmarks.Calls;

/// <summary>Listens to every span and measurement of calls, and does nothing with them: what a call then costs more is the runtime's.</summary>
internal static class Listening
{
    private const string Name = "Cells";

    /// <summary>Listens until the process ends.</summary>
    public static void Begin()
    {
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        });
        MeterListener measurements = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == Name && !instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        measurements.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        measurements.Start();
    }
}
