#!/usr/bin/env bash
# How long a cell is short of a replica that was killed: from `kill -KILL` until its nucleus has seen that, has started another process, and that accepts. Needs the machine to itself.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
rounds=${1:-15}

scratch=$(mktemp -d)
cells=cli/Cells.Cli/bin/Release/net10.0/Cells.Cli.dll
trap 'dotnet "$cells" stop "$scratch/cell" >/dev/null 2>&1 || true; rm -rf "$scratch"' EXIT

dotnet build cli/Cells.Cli -c Release -v q >&2
dotnet build tests/start/cell -c Release -v q >&2

mkdir -p "$scratch/cell"
printf '[cell]\nname = "start"\nreplicas = 3\nbinary = "%s"\n' "$PWD/tests/start/cell/bin/Release/net10.0/Cells.Start.Cell.dll" >"$scratch/cell/cell.toml"
dotnet "$cells" start "$scratch/cell" >&2
log=$scratch/cell/log/nucleus.log

# A line of the log is: <time> replica <number>: process <id> runs build <build>
started() { grep -c ' runs build ' "$log"; }
for ((round = 0; round < rounds; round++)); do
  # Someone has taken care: the next crash is the first again, and is not waited after.
  dotnet "$cells" restart "$scratch/cell" --no-build --wait >&2
  replica=$((round % 3))
  process=$(sed -n "s/.* replica $replica: process \([0-9]*\) runs build .*/\1/p" "$log" | tail -n 1)
  before=$(started)
  killed=$(date +%s%3N)
  kill -KILL "$process"
  while [ "$(started)" = "$before" ]; do sleep 0.02; done
  accepts=$(date -d "$(grep ' runs build ' "$log" | tail -n 1 | cut -d ' ' -f 1)" +%s%3N)
  echo $((accepts - killed)) >>"$scratch/times"
done

sort -n "$scratch/times" | awk '{ all[NR] = $1 } END { printf "a killed replica is replaced within: median %d ms, longest %d ms, of %d\n", all[int((NR + 1) / 2)], all[NR], NR }'
