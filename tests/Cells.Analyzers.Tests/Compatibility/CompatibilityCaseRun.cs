using System.Collections.Concurrent;
using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>A compatibility case as a build sees it: the old source exported, the new one compiled and analyzed. Run once, for all tests.</summary>
internal static class CompatibilityCaseRun
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<Diagnostic>>>> Runs = new(StringComparer.Ordinal);

    public static Task<IReadOnlyList<Diagnostic>> Of(string id) => Runs.GetOrAdd(id, static key => new(() => Task.Run(() => RunAsync(CompatibilityCase.Find(key))))).Value;

    private static Task<IReadOnlyList<Diagnostic>> RunAsync(CompatibilityCase subject)
    {
        (string Version, string Source)[] history = [(subject.BeforeVersion, subject.Before), .. subject.Via];
        Producer producer = new(subject.After, subject.AfterVersion);
        foreach ((string version, string source) in history.Where(step => subject.Live.Contains(step.Version)))
        {
            string schema = Producer.Export(source, version);
            producer.UsedBy("checkout", schema, entries: subject.Usage.IsEverything ? null : [.. subject.Usage.Entries], version: version).Released(schema);
        }

        return producer.AnalyzeAsync();
    }
}
