using System.CommandLine;
using System.CommandLine.Parsing;
using Cells.Schema;

namespace Cells.Cli.CommandLine;

/// <summary>An option that takes a duration such as <c>30s</c>, of at most a day.</summary>
internal class DurationOption : Option<TimeSpan?>
{
    private readonly TimeSpan _fallback;

    /// <summary>Creates the option.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What takes the time.</param>
    /// <param name="fallback">The time where the option is absent.</param>
    public DurationOption(string name, string description, TimeSpan fallback)
        : base(name)
    {
        _fallback = fallback;
        Description = $"{description} As 250ms, 30s or 2m; {Duration.Format(fallback)} where absent.";
        HelpName = "duration";
        CustomParser = Parse;
    }

    /// <summary>The time given, or the fallback.</summary>
    public TimeSpan Of(ParseResult parsed) => parsed.GetValue(this) ?? _fallback;

    private TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out TimeSpan duration) && duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(1))
        {
            return duration;
        }

        result.AddError($"'{text}' is no duration for {Name}: write a whole number and a unit, as in 250ms, 30s or 2m; at most 1d.");
        return null;
    }
}
