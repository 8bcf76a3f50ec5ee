#!/usr/bin/env bash
# What a nucleus costs: its resident memory beside that of a program that only sleeps, its processor time over 30 s without a call, with a process that serves and without
# one, and how long the first caller of an idle cell waits for its answer, beside one who calls a cell that runs. Needs the machine to itself.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
rounds=${1:-9}

scratch=$(mktemp -d) sleeper=
cells=cli/Cells.Cli/bin/Release/net10.0/Cells.Cli.dll
trap '[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null; dotnet "$cells" stop "$scratch/cell" >/dev/null 2>&1 || true; rm -rf "$scratch"' EXIT

dotnet build cli/Cells.Cli -c Release -v q >&2
dotnet build tests/start/cell -c Release -v q >&2

mkdir -p "$scratch/hello" "$scratch/cell"
cat >"$scratch/hello/hello.csproj" <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
</Project>
X
echo 'System.Console.WriteLine("Hello"); System.Threading.Thread.Sleep(-1);' >"$scratch/hello/hello.cs"
dotnet build "$scratch/hello" -c Release -v q >&2
dotnet "$scratch/hello/bin/Release/net10.0/hello.dll" >/dev/null &
sleeper=$!

printf '[cell]\nname = "start"\nbinary = "%s"\n' "$PWD/tests/start/cell/bin/Release/net10.0/Cells.Start.Cell.dll" >"$scratch/cell/cell.toml"

memory() { awk '/^Rss:/ { rss = $2 } /^Private_Dirty:/ { dirty = $2 } END { printf "%.1f | %.1f", rss / 1024, dirty / 1024 }' "/proc/$1/smaps_rollup"; }
nucleus() { sed -n 's/.*"nucleusId": \([0-9]*\).*/\1/p' "$scratch/cell/run/state.json"; }
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
# Each thread's number and its time on a processor, in nanoseconds.
threads() { for task in /proc/"$1"/task/*; do echo "${task##*/} $(awk '{ print $1 }' "$task/schedstat")"; done; }
# The processor time of 30 s: in the system's ticks, of the whole process; and to the microsecond, of the threads that were there at both ends.
used() {
  local before
  sleep 5
  threads "$1" >"$scratch/threads"
  before=$(ticks "$1")
  sleep 30
  echo "$((($(ticks "$1") - before) * 1000 / $(getconf CLK_TCK))) ms in ticks, $(threads "$1" | awk 'NR == FNR { before[$1] = $2; next } $1 in before { sum += $2 - before[$1] } END { printf "%.2f ms", sum / 1e6 }' "$scratch/threads" -) by the scheduler's clock"
}
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
call() {
  local began
  began=$(date +%s%N)
  dotnet "$cells" call "$scratch/cell" Echo '{ "bytes": "AAAAAAAAAAAAAAAAAAAAAA==" }' >/dev/null
  echo $((($(date +%s%N) - began) / 1000000))
}

for ((round = 0; round < rounds; round++)); do
  dotnet "$cells" start "$scratch/cell" --idle >&2
  call >>"$scratch/first"
  call >>"$scratch/next"
  [ "$round" = $((rounds - 1)) ] || dotnet "$cells" stop "$scratch/cell" >&2
done

serving=$(used "$(nucleus)")
echo "| process | resident, MiB | private dirty, MiB |"
echo "|---|---:|---:|"
echo "| hello world | $(memory "$sleeper") |"
echo "| nucleus, one cell running | $(memory "$(nucleus)") |"
dotnet "$cells" stop "$scratch/cell" >&2
dotnet "$cells" start "$scratch/cell" --idle >&2
waiting=$(used "$(nucleus)")
echo "| nucleus, its cell idle | $(memory "$(nucleus)") |"
echo
echo "processor time in 30 s, from 5 s after the last call: $serving"
echo "of the nucleus of an idle cell, from 5 s after its start: $waiting"
echo "\`cells call\`, median of $rounds: $(median <"$scratch/first") ms when the cell is idle, $(median <"$scratch/next") ms when it runs"
