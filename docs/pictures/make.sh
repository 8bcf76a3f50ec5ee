#!/usr/bin/env bash
# Makes the pictures of the README from what the tool and the build print: docs/pictures/top.svg and docs/pictures/break.svg.
# Needs a build of the solution (dotnet build) and `script` of util-linux, which gives the programs a terminal.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=$PWD columns=102
work=$(mktemp -d)
mesh=$work/samples/storefront
export TERM=xterm-256color DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
cells() { dotnet "$root/cli/Cells.Cli/bin/Debug/net10.0/Cells.Cli.dll" "$@"; }
load=()
trap '[ ${#load[@]} = 0 ] || kill "${load[@]}" 2>/dev/null || true; wait; cells down "$mesh" 2>/dev/null || true; rm -rf "$work" "$root"/docs/pictures/{bin,obj}' EXIT

# A mesh of its own, in no repository, so that nobody's consumer is a neighbour.
mkdir -p "$mesh"
(cd samples/storefront && tar --exclude=bin --exclude=obj --exclude=run --exclude=cache --exclude=log -cf - .) | tar -xf - -C "$mesh"
cp global.json Directory.Packages.props "$work/"
for kind in props targets; do echo "<Project><Import Project=\"$root/tests/Mesh.$kind\" /></Project>" >"$work/Directory.Build.$kind"; done
cd "$work"

# Runs a command line on a terminal wide enough for every line, which the picture breaks between words; what it prints comes after the line itself.
terminal() {
  printf '\033[1;32m$\033[0m \033[1m%s\033[0m\n' "$1"
  script -qec "stty cols 2000 rows 40; $2" /dev/null </dev/null || true
}
draw() { (cd "$root" && dotnet run docs/pictures/Picture.cs -- "$columns"); }
tool="dotnet $root/cli/Cells.Cli/bin/Debug/net10.0/Cells.Cli.dll"

# Two processes share the work of the catalog.
sed -i 's/^version = .*/&\nreplicas = 2/' "$mesh/catalog/cell.toml"
cells up samples/storefront

# Three storefronts that price their orders again and again.
for _ in 1 2 3; do
  (while cells run samples/storefront/storefront --no-build >/dev/null 2>&1; do :; done) &
  load+=($!)
done
sleep 3
terminal "cells top samples/storefront" "timeout --foreground --signal=TERM 10 $tool top samples/storefront --interval 4s" >"$work/top"
kill "${load[@]}" 2>/dev/null || true
wait "${load[@]}" 2>/dev/null || true
load=()

# The catalog's products lose their name, which pricing reads, while pricing is connected.
sed -i 's/accepts = "^1.0"/accepts = "^2.0"/' "$mesh/catalog/cell.toml"
sed -i 's/string Sku, string Name, /string Sku, /; /<param name="Name">/d' "$mesh/catalog/Contract.cs"
sed -i 's/new Product(fields\[0\], fields\[1\], category/new Product(fields[0], category/' "$mesh/catalog/ProductFile.cs"
sed -i 's/entry.Product.Name/entry.Product.Sku/' "$mesh/catalog/ProductStore.cs"
terminal "dotnet build samples/storefront/catalog" "dotnet build samples/storefront/catalog -v quiet -tl:off -nologo -clp:NoSummary" >"$work/break"

# Where the mesh lies, and which project was built, is of no interest, and MSBuild says everything twice: as it comes, and at the end.
cd "$root"
draw <"$work/top" >docs/pictures/top.svg
sed -E "s#$work/##g; s# \[[^]]*\.csproj\]##g; /^[[:space:]]*$/d; /Build FAILED/q" "$work/break" | draw >docs/pictures/break.svg
