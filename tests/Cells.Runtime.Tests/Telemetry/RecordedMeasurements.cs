using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>One measurement.</summary>
internal sealed record RecordedMeasurement(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags)
{
    /// <summary>A tag's value; null without the tag.</summary>
    public string? this[string tag] => (string?)Tags.GetValueOrDefault(tag);
}

/// <summary>Keeps what the runtime's instruments measure.</summary>
internal sealed class RecordedMeasurements : IDisposable
{
    private readonly ConcurrentQueue<RecordedMeasurement> _measured = new();
    private readonly ConcurrentQueue<Instrument> _instruments = new();
    private readonly MeterListener _listener = new();

    public RecordedMeasurements(Func<Instrument, bool>? wants = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Cells")
            {
                _instruments.Enqueue(instrument);
                if (wants?.Invoke(instrument) != false)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. _instruments];

    /// <summary>What one instrument measured.</summary>
    public IReadOnlyList<RecordedMeasurement> Of(string instrument) => [.. _measured.Where(measured => measured.Instrument == instrument)];

    /// <summary>What is observed now, by instrument, of the connections to one server; null for those without an address.</summary>
    public IReadOnlyDictionary<string, double> Observe(string? address)
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return _measured.Where(measured => measured["server.address"] == address).ToDictionary(static measured => measured.Instrument, static measured => measured.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _measured.Enqueue(new RecordedMeasurement(instrument.Name, value, tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value)));
}
