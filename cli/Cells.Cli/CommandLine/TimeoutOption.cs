using System.CommandLine;
using System.CommandLine.Parsing;
using Cells.Schema;

namespace Cells.Cli.CommandLine;

/// <summary>The option <c>--timeout</c>: a duration such as <c>30s</c>.</summary>
internal sealed class TimeoutOption : Option<TimeSpan?>
{
    private readonly TimeSpan _fallback;

    /// <summary>Creates the option.</summary>
    /// <param name="description">What takes the time.</param>
    /// <param name="fallback">The time where the option is absent.</param>
    public TimeoutOption(string description, TimeSpan fallback)
        : base("--timeout")
    {
        _fallback = fallback;
        Description = $"{description} As 250ms, 30s or 2m; {Duration.Format(fallback)} where absent.";
        HelpName = "duration";
        CustomParser = Parse;
    }

    /// <summary>The time given, or the fallback.</summary>
    public TimeSpan Of(ParseResult parsed) => parsed.GetValue(this) ?? _fallback;

    private static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out TimeSpan duration) && duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(1))
        {
            return duration;
        }

        result.AddError($"'{text}' is no duration for --timeout: write a whole number and a unit, as in 250ms, 30s or 2m; at most 1d.");
        return null;
    }
}
