#!/usr/bin/env bash
# What the start of a cell costs, to its first reply: against a plain program with a Unix socket, a generic host, and Kestrel.
# Usage: tests/start-cost.sh [rounds]
#
# Builds everything, Release, and starts the programs in turns, once to warm up and then [rounds] times (default 9). Prints the table; ends with 1 when a goal is missed.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runtime=$(dotnet msbuild cli/Cells.Cli/Cells.Cli.csproj -getProperty:NETCoreSdkRuntimeIdentifier)
bin=bin/Release/net10.0
for project in driver plain cell hosted kestrel; do
  dotnet build "tests/start/$project" --configuration Release --verbosity quiet --nologo >&2
done
# As the package gives it: with the runtime that is compiled ahead of time. The reference to the runtime's project is to the plain one.
dotnet publish build/Packaging/ReadyToRun --configuration Release --runtime "$runtime" -p:CellsReadyToRunPlatforms="$runtime" --output "$work/runtime" --verbosity quiet --nologo >&2
for project in cell hosted; do
  cp -r "tests/start/$project/$bin" "$work/$project-built"
  cp "$work/runtime/Cells.dll" "$work/runtime/Cells.Schema.dll" "$work/$project-built/"
done
# As `dotnet publish` gives them for production.
for project in plain cell; do
  dotnet publish "tests/start/$project" --configuration Release --runtime "$runtime" --self-contained false -p:PublishReadyToRun=true --output "$work/$project" --verbosity quiet --nologo >&2
done
dotnet "tests/start/driver/$bin/Cells.Start.dll" "${1:-9}" \
  "tests/start/plain/$bin/Cells.Start.Plain.dll" "$work/cell-built/Cells.Start.Cell.dll" \
  "$work/plain/Cells.Start.Plain.dll" "$work/cell/Cells.Start.Cell.dll" \
  "$work/hosted-built/Cells.Start.Hosted.dll" "tests/start/kestrel/$bin/Cells.Start.Kestrel.dll"
