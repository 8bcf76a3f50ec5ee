namespace Cells.Schema;

/// <summary>Reads a manifest against the table of keys, collecting everything that is wrong.</summary>
internal sealed class ManifestReader
{
    private readonly string _path;
    private readonly List<ManifestError> _errors = [];
    private readonly ManifestValues _values = new();
    private readonly List<ManifestDependency> _dependencies = [];
    private readonly List<EnvironmentVariable> _environment = [];

    private ManifestReader(string path) => _path = path;

    public static ManifestReadResult Read(string text, string path)
    {
        ManifestReader reader = new(path);
        reader.ReadDocument(text);
        if (reader._errors.Count == 0)
        {
            // Without the sort, which is compiled at the start of every cell.
            return new ManifestReadResult(reader.Build(), default);
        }

        EquatableArray<ManifestError> errors = reader._errors.OrderBy(error => error.Line).ThenBy(error => error.Column).ToEquatableArray();
        return new ManifestReadResult(null, errors);
    }

    private void ReadDocument(string text)
    {
        if (text.Length > CellManifest.MaxLength)
        {
            Complain(ManifestRules.Syntax, $"The file is larger than {ByteSize.Format(CellManifest.MaxLength)}, the most that is read.", new TomlPosition(1, 1));
            return;
        }

        TomlReadResult document = TomlReader.Read(text);
        if (document.Error is { } error)
        {
            Complain(ManifestRules.Syntax, error.Message, new TomlPosition(error.Line, error.Column));
            return;
        }

        foreach (TomlEntry entry in document.Root!.Entries)
        {
            if (!ManifestKeys.Tables.Contains(entry.Key))
            {
                ComplainUnknown(entry, "at the top level", ManifestKeys.Tables, "tables");
            }
            else if (entry.Value is not TomlTable table)
            {
                Complain(ManifestRules.WrongType, $"'{entry.Key}' must be a table, [{entry.Key}], not {entry.Value.Description}.", entry.Position);
            }
            else if (entry.Key == ManifestKeys.DependenciesTable)
            {
                ReadDependencies(table);
            }
            else if (entry.Key == ManifestKeys.EnvironmentTable)
            {
                ReadEnvironment(table);
            }
            else
            {
                ReadTable(table, entry.Key, entry.Key, _values);
            }
        }
    }

    private void ReadTable(TomlTable table, string name, string shownName, ManifestValues values)
    {
        List<ManifestKey> keys = [.. ManifestKeys.Of(name)];
        foreach (TomlEntry entry in table.Entries)
        {
            ManifestKey? key = keys.Find(candidate => candidate.Name == entry.Key);
            if (key is null)
            {
                ComplainUnknown(entry, $"in [{shownName}]", keys.Select(candidate => candidate.Name), "keys");
            }
            else if (ManifestValueReader.Read(key with { Table = shownName }, entry.Value, Complain) is { } value)
            {
                values.Set(key, value);
            }
        }

        foreach (ManifestKey key in keys.Where(key => key.IsRequired && table.Find(key.Name) is null))
        {
            Complain(ManifestRules.MissingKey, $"[{shownName}] lacks '{key.Name}': {ManifestValueReader.Describe(key)}.", table.Position);
        }
    }

    private void ReadDependencies(TomlTable table)
    {
        HashSet<string> aliases = new(StringComparer.OrdinalIgnoreCase);
        foreach (TomlEntry entry in table.Entries)
        {
            string alias = ManifestNames.Quote(entry.Key);
            int known = _errors.Count;
            if (!ManifestNames.IsAlias(entry.Key))
            {
                Complain(
                    ManifestRules.BadAlias, $"{alias} is no alias: use letters, digits, '_' and '-', beginning with a letter or '_'; at most 64.", entry.Position);
            }
            else if (!aliases.Add(entry.Key))
            {
                Complain(ManifestRules.BadAlias, $"{alias} differs from another alias only in case, and both name one file: choose another.", entry.Position);
            }

            ManifestValues values = new();
            if (entry.Value is TomlTable settings)
            {
                ReadTable(settings, ManifestKeys.DependencyTable, $"deps.{entry.Key}", values);
            }
            else if (entry.Value is not TomlString)
            {
                Complain(
                    ManifestRules.WrongType,
                    $"The dependency {alias} must be a path in quotes, or a table such as {{ path = \"../{entry.Key}\" }}, not {entry.Value.Description}.",
                    entry.Value.Position);
            }
            else if (ManifestValueReader.Read(ManifestKeys.DependencyPath with { Table = "deps", Name = entry.Key }, entry.Value, Complain) is { } paths)
            {
                values.Set(ManifestKeys.DependencyPath, paths);
            }

            if (_errors.Count == known)
            {
                _dependencies.Add(BuildDependency(entry, values));
            }
        }
    }

    private static ManifestDependency BuildDependency(TomlEntry entry, ManifestValues values) => new()
    {
        Alias = entry.Key,
        Paths = values.Paths(ManifestKeys.DependencyPath).ToEquatableArray(),
        Namespace = values.Text(ManifestKeys.DependencyNamespace),
        Visibility = (DependencyVisibility)values.Choice(ManifestKeys.DependencyVisibility),
        Version = values.Range(ManifestKeys.DependencyVersion),
        Line = entry.Position.Line,
        Column = entry.Position.Column,
    };

    private void ReadEnvironment(TomlTable table)
    {
        foreach (TomlEntry entry in table.Entries)
        {
            string name = ManifestNames.Quote(entry.Key);
            if (!ManifestNames.IsVariable(entry.Key))
            {
                Complain(ManifestRules.BadName, $"{name} is no name of a variable: use letters, digits and '_', not beginning with a digit.", entry.Position);
            }
            else if (entry.Key.StartsWith(ManifestNames.ReservedVariablePrefix, StringComparison.Ordinal))
            {
                Complain(
                    ManifestRules.BadName,
                    $"{name} cannot be set here: variables beginning with {ManifestNames.ReservedVariablePrefix} belong to the mesh itself.",
                    entry.Position);
            }
            else if (entry.Value is not TomlString text)
            {
                Complain(ManifestRules.WrongType, $"The variable {name} must be a string in quotes, not {entry.Value.Description}.", entry.Value.Position);
            }
            else if (text.Value.Contains('\0'))
            {
                Complain(ManifestRules.BadName, $"The variable {name} holds the character U+0000, which no variable can.", entry.Value.Position);
            }
            else
            {
                _environment.Add(new EnvironmentVariable(entry.Key, text.Value));
            }
        }
    }

    private CellManifest Build() => new()
    {
        Name = _values.Text(ManifestKeys.CellName),
        Version = _values.Version(ManifestKeys.CellVersion),
        Description = _values.Text(ManifestKeys.CellDescription),
        Replicas = _values.Integer(ManifestKeys.CellReplicas),
        Binary = _values.Text(ManifestKeys.CellBinary),
        Schema = new SchemaSettings(_values.Range(ManifestKeys.SchemaAccepts), _values.Duration(ManifestKeys.SchemaForgetAfter)),
        Dependencies = _dependencies.ToEquatableArray(),
        LifeCycle = new LifeCycleSettings
        {
            IdleTimeout = _values.DurationOrOff(ManifestKeys.LifeCycleIdleTimeout),
            DrainTimeout = _values.Duration(ManifestKeys.LifeCycleDrainTimeout),
            Overlap = _values.Flag(ManifestKeys.LifeCycleOverlap),
            AutoCleanup = _values.Flag(ManifestKeys.LifeCycleAutoCleanup),
            KeepLog = _values.Flag(ManifestKeys.LifeCycleKeepLog),
            RetireWhenUnused = _values.Flag(ManifestKeys.LifeCycleRetireWhenUnused),
            Restart = (RestartPolicy)_values.Choice(ManifestKeys.LifeCycleRestart),
        },
        Limits = new LimitSettings
        {
            MaxFrame = _values.Integer(ManifestKeys.MaxFrame),
            MaxConnections = _values.Integer(ManifestKeys.MaxConnections),
            MaxInflight = _values.Integer(ManifestKeys.MaxInflight),
            HandshakeTimeout = _values.Duration(ManifestKeys.HandshakeTimeout),
            ConnectTimeout = _values.Duration(ManifestKeys.ConnectTimeout),
            ConnectionIdle = _values.DurationOrOff(ManifestKeys.ConnectionIdle),
            WriteTimeout = _values.Duration(ManifestKeys.WriteTimeout),
            StreamWindow = _values.Integer(ManifestKeys.StreamWindow),
            ConnectionWindow = _values.Integer(ManifestKeys.ConnectionWindow),
            EventBuffer = _values.Integer(ManifestKeys.EventBuffer),
            Spin = _values.Flag(ManifestKeys.Spin),
            Memory = _values.Long(ManifestKeys.Memory),
            Cpu = _values.Number(ManifestKeys.Cpu),
        },
        Listen = new ListenSettings(_values.Flag(ManifestKeys.ListenSharedMemory)),
        Auth = new AuthSettings((AuthChallenge)_values.Choice(ManifestKeys.AuthChallenge)),
        Sandbox = new SandboxSettings(_values.Flag(ManifestKeys.SandboxEnabled), _values.Flag(ManifestKeys.SandboxNetwork)),
        Environment = _environment.ToEquatableArray(),
    };

    private void ComplainUnknown(TomlEntry entry, string where, IEnumerable<string> known, string what)
    {
        List<string> names = [.. known];
        ManifestKey? elsewhere = ManifestKeys.All.FirstOrDefault(key => key.Name == entry.Key && key.Table != ManifestKeys.DependencyTable);
        string advice = elsewhere is not null
            ? $"it belongs in [{elsewhere.Table}]."
            : NearestName.Find(entry.Key, names) is { } nearest
                ? $"did you mean '{nearest}'?"
                : $"the {what} known here are {string.Join(", ", names)}.";
        Complain(ManifestRules.UnknownKey, $"Unknown key {ManifestNames.Quote(entry.Key)} {where}; {advice}", entry.Position);
    }

    private void Complain(string id, string message, TomlPosition position)
        => _errors.Add(new ManifestError(id, message, _path, position.Line, position.Column));
}
