#!/usr/bin/env bash
# What a nucleus costs: its resident memory beside that of a program that only sleeps, its processor time over 30 s without a call, and how long the first caller of an
# idle cell waits for its answer, beside one who calls a cell that runs. Needs the machine to itself.
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
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
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

nucleus=$(sed -n 's/.*"nucleusId": \([0-9]*\).*/\1/p' "$scratch/cell/run/state.json")
sleep 5
before=$(ticks "$nucleus")
sleep 30
after=$(ticks "$nucleus")
echo "| process | resident, MiB | private dirty, MiB |"
echo "|---|---:|---:|"
echo "| hello world | $(memory "$sleeper") |"
echo "| nucleus, one cell running | $(memory "$nucleus") |"
echo
echo "processor time of the nucleus in 30 s: $(((after - before) * 1000 / $(getconf CLK_TCK))) ms"
echo "\`cells call\`, median of $rounds: $(median <"$scratch/first") ms when the cell is idle, $(median <"$scratch/next") ms when it runs"
