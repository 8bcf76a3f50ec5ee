namespace Cells.Cli.CommandLine;

/// <summary>The option <c>--timeout</c>.</summary>
/// <param name="description">What takes the time.</param>
/// <param name="fallback">The time where the option is absent.</param>
internal sealed class TimeoutOption(string description, TimeSpan fallback) : DurationOption("--timeout", description, fallback);
