#!/usr/bin/env bash
# Publishes the storefront's cells self-contained, trimmed and ReadyToRun, without a single warning, and runs the job with what
# was published. Usage: build/publish-check.sh [orders.csv]
#
# Native publishing (PublishAot) is kept possible by the same analyzers but is not checked here: docs/build.md says why.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
samples=$root/samples/storefront
orders=$(realpath "${1:-$samples/storefront/orders.csv}")
work=$(mktemp -d)
pids=()

cleanup() {
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) rid=linux-x64 ;;
  Linux-aarch64) rid=linux-arm64 ;;
  Darwin-arm64) rid=osx-arm64 ;;
  *) echo "no runtime identifier known for $(uname -s) on $(uname -m)" >&2; exit 1 ;;
esac

publish() {
  echo "== publish $1 ($rid)"
  dotnet publish "$samples/$1" --configuration Release -p:CellsPublishCheck="$rid" -p:PublishDir="$work/bin/$1/" \
    -warnaserror --nologo --verbosity quiet
}

# A published cell runs in a cell directory of its own, where only the manifest and the data lie.
for cell in catalog pricing storefront; do
  publish "$cell"
  mkdir -p "$work/mesh/$cell"
  cp "$samples/$cell/cell.toml" "$work/mesh/$cell/"
done
cp "$samples/catalog/products.csv" "$work/mesh/catalog/"

start() {
  echo "== start $1"
  CELLS_DIRECTORY="$work/mesh/$1" "$work/bin/$1/$2" > "$work/$1.log" 2>&1 &
  pids+=($!)
  # The cell announces itself by its socket; a process that ends first has failed.
  until [ -S "$work/mesh/$1/run/public/cell.sock" ]; do
    kill -0 "${pids[-1]}" 2>/dev/null || { cat "$work/$1.log" >&2; exit 1; }
    sleep 0.05
  done
}
start catalog Catalog
start pricing Pricing

echo "== run storefront"
CELLS_DIRECTORY="$work/mesh/storefront" "$work/bin/storefront/Storefront" "$orders"
echo "== published trimmed and ReadyToRun: ok"
