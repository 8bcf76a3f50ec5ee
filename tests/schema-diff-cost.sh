#!/usr/bin/env bash
# What `cells schema diff` costs on two schemas of 1,000 types: the goals are 300 ms beyond the start of the tool, and 100 MB.
# Usage: tests/schema-diff-cost.sh [pairs]
#
# Runs `cells --version` and the diff in turns, so that both see the same machine, and takes the median of the differences.
# The tool is published for this machine, as it is installed: compiled ahead of time. CELLS_TOOL names another build of it.
# Needs GNU time. Ends with 1 when a goal is missed.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -x /usr/bin/time ] || { echo "GNU time is needed: /usr/bin/time" >&2; exit 2; }
if [ -z "${CELLS_TOOL:-}" ]; then
  runtime=$(dotnet msbuild cli/Cells.Cli/Cells.Cli.csproj -getProperty:NETCoreSdkRuntimeIdentifier)
  dotnet publish cli/Cells.Cli/Cells.Cli.csproj --configuration Release --runtime "$runtime" --self-contained false \
    --output "$work/tool" --verbosity quiet --nologo
  CELLS_TOOL="$work/tool/Cells.Cli"
fi
dotnet build tests/Cells.Cli.Tests/Cells.Cli.Tests.csproj --configuration Release --verbosity quiet --nologo
TEST_CELL=large-schemas dotnet exec tests/Cells.Cli.Tests/bin/Release/net10.0/Cells.Cli.Tests.dll "$work"

cells() { /usr/bin/time --format %M --output "$work/memory" $CELLS_TOOL "$@" >"$work/output"; }
milliseconds() {
  local begin=$EPOCHREALTIME
  cells "$@" || [ $? = 1 ] # the two differ, so a diff ends with 1
  local end=$EPOCHREALTIME
  echo $(((${end/./} - ${begin/./}) / 1000))
}
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

milliseconds --version >/dev/null
milliseconds schema diff "$work/before.json" "$work/after.json" >/dev/null
for ((i = 0; i < pairs; i++)); do
  start=$(milliseconds --version)
  diff=$(milliseconds schema diff "$work/before.json" "$work/after.json")
  echo "$start" >>"$work/starts"
  echo "$((diff - start))" >>"$work/beyond"
  tail -n 1 "$work/memory" >>"$work/memories"
done

beyond=$(median <"$work/beyond")
memory=$(($(sort -n "$work/memories" | tail -n 1) / 1024))
printf '%s; documents of %s and %s bytes\n' "$(tail -n 1 "$work/output")" "$(stat -c %s "$work/before.json")" "$(stat -c %s "$work/after.json")"
printf 'start %s ms, diff beyond it %s ms (goal 300), memory at most %s MiB (goal 100), %s pairs\n' "$(median <"$work/starts")" "$beyond" "$memory" "$pairs"
[ "$beyond" -le 300 ] && [ "$memory" -le 100 ]
