using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cells.Schema;

namespace Cells.Cli.CommandLine;

/// <summary>The option <c>--since</c>: a time, or how long ago it was.</summary>
internal sealed class SinceOption : Option<DateTimeOffset?>
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd"];

    private readonly TimeProvider _clock;

    /// <summary>Creates the option.</summary>
    /// <param name="description">What begins then.</param>
    /// <param name="clock">Tells what is now.</param>
    public SinceOption(string description, TimeProvider clock)
        : base("--since")
    {
        _clock = clock;
        Description = $"{description} As 10m or 2h for so long ago, or as 2026-01-31T10:00:00Z; UTC where no offset is given.";
        HelpName = "duration|time";
        CustomParser = Parse;
    }

    private DateTimeOffset? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        DateTimeOffset now = _clock.GetUtcNow();
        if (Duration.TryParse(text, out TimeSpan ago) && ago <= now - DateTimeOffset.UnixEpoch)
        {
            return now - ago;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time))
        {
            return time;
        }

        result.AddError($"'{text}' is no time for --since: write how long ago, as in 10m or 2h, or a time as in 2026-01-31T10:00:00Z.");
        return null;
    }
}
