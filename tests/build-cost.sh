#!/usr/bin/env bash
# What the generators and analyzers of Cells add to a build: the goal is 5 % of the build of the same project with the generated files checked in.
# Usage: tests/build-cost.sh [rounds]
#
# One producer with 1,000 contract types in 250 calls, and one consumer of 20 cells with 1,000 types in all. Both forms of a project are rebuilt in turns,
# once to warm up and then [rounds] times (default 7), with the compiler server that `dotnet build` uses; the best of each counts, and the median is shown.
# A third form has the same files added by a generator that does nothing else: what any generator of them costs, since the compiler parses what generators add one file
# after the other. Ends with 1 when a goal is missed.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
rounds=${1:-7}
work=$(mktemp -d)
export UseSharedCompilation=true MSBUILDDISABLENODEREUSE=1
trap 'dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

for project in generators/Cells.Generators analyzers/Cells.Analyzers analyzers/Cells.CodeFixes build/Cells.Build runtime/Cells.Runtime; do
  dotnet build "$project" --configuration Release --verbosity quiet --nologo >/dev/null
done

cp global.json Directory.Packages.props "$work"
cat >"$work/Directory.Build.props" <<EOF
<Project>
  <PropertyGroup>
    <RepositoryRoot>$repository/</RepositoryRoot>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <NuGetAudit>false</NuGetAudit>
    <Configuration>Release</Configuration>
    <CellsSource>snapshot</CellsSource>
    <DefaultItemExcludes>\$(DefaultItemExcludes);generated/**</DefaultItemExcludes>
  </PropertyGroup>
  <Import Project="$repository/build/Cells.Build/build/Cells.props" />
</Project>
EOF
# In a checked-in form, generated/ holds what the generators gave, and they and the analyzers are left out.
cat >"$work/Directory.Build.targets" <<EOF
<Project>
  <ItemGroup>
    <Reference Include="$repository/runtime/Cells.Runtime/bin/Release/net10.0/Cells.dll" />
    <Reference Include="$repository/runtime/Cells.Schema/bin/Release/net10.0/Cells.Schema.dll" />
    <PackageReference Include="Microsoft.Extensions.Hosting" />
  </ItemGroup>
  <ItemGroup Condition="!Exists('generated')">
    <Analyzer Include="$repository/generators/Cells.Generators/bin/Release/netstandard2.0/Cells.Generators.dll" />
    <Analyzer Include="$repository/analyzers/Cells.Analyzers/bin/Release/netstandard2.0/Cells.Analyzers.dll" />
    <Analyzer Include="$repository/analyzers/Cells.CodeFixes/bin/Release/netstandard2.0/Cells.CodeFixes.dll" />
  </ItemGroup>
  <ItemGroup Condition="Exists('generated') and !Exists('verbatim')">
    <Compile Include="generated/**/*.cs" />
  </ItemGroup>
  <ItemGroup Condition="Exists('verbatim')">
    <AdditionalFiles Include="generated/**/*.cs" />
    <Analyzer Include="$work/verbatim/bin/Release/netstandard2.0/verbatim.dll" />
  </ItemGroup>
  <PropertyGroup>
    <CellsTasksAssembly>$repository/build/Cells.Build/bin/Release/net10.0/Cells.Build.dll</CellsTasksAssembly>
  </PropertyGroup>
  <Import Project="$repository/build/Cells.Build/build/Cells.targets" />
</Project>
EOF

# The generator that adds files as they are, outside of the settings above.
mkdir -p "$work/verbatim"
for file in Directory.Build.props Directory.Build.targets; do echo '<Project />' >"$work/verbatim/$file"; done
cat >"$work/verbatim/verbatim.csproj" <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <LangVersion>latest</LangVersion>
    <EnforceExtendedAnalyzerRules>true</EnforceExtendedAnalyzerRules>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.CodeAnalysis.CSharp" PrivateAssets="all" />
  </ItemGroup>
</Project>
EOF
cat >"$work/verbatim/Verbatim.cs" <<'EOF'
using System.IO;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

[Generator]
public sealed class Verbatim : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.AdditionalTextsProvider.Where(static file => file.Path.EndsWith(".g.cs")),
        static (output, file) => output.AddSource(Path.GetFileName(file.Path), SourceText.From(file.GetText(output.CancellationToken)!.ToString(), Encoding.UTF8)));
}
EOF
dotnet build "$work/verbatim" --configuration Release --verbosity quiet --nologo >/dev/null

# project <directory>
project() {
  mkdir -p "$1"
  printf '<Project Sdk="Microsoft.NET.Sdk">\n</Project>\n' >"$1/$(basename "$1").csproj"
}

# producer <directory> <namespace> <types>: a quarter as many calls as types; each type has eight members, one of them another type.
producer() {
  project "$1"
  printf '[cell]\nname = "%s"\nversion = "1.0.0"\n' "$(basename "$1")" >"$1/cell.toml"
  awk -v space="$2" -v types="$3" -v out="$1" 'BEGIN {
    file = out "/Types.cs"
    printf "namespace %s;\n", space >file
    for (i = 0; i < types; i++) {
      printf "\n/// <summary>The thing number %d.</summary>\npublic sealed record Thing%d(int Id, string Name, decimal Price)\n{\n", i, i >file
      printf "    /// <summary>When.</summary>\n    public DateTimeOffset At { get; init; }\n    public bool IsActive { get; set; }\n" >file
      printf "    public string? Note { get; set; }\n    public List<int> Numbers { get; init; } = [];\n" >file
      if (i % 4 < 3 && i + 1 < types) printf "    public Thing%d? Next { get; init; }\n", i + 1 >file
      else printf "    public long Count { get; init; } = 1;\n" >file
      printf "}\n" >file
    }
    file = out "/Cell.cs"
    printf "using Cells;\n\nnamespace %s;\n\n/// <summary>A cell.</summary>\n[Cell]\npublic sealed partial class Service\n{\n", space >file
    for (i = 0; i < types; i += 4) {
      printf "    /// <summary>Does it.</summary>\n    [Call]\n    public Thing%d Do%d(Thing%d thing) => thing;\n\n", i, i, i >file
    }
    printf "    private static void Idle()\n    {\n        // edited\n    }\n}\n" >file
  }'
}

producer "$work/producer" Shop 1000
project "$work/consumer"
{
  printf '[cell]\nname = "consumer"\nversion = "1.0.0"\n\n[deps]\n'
  for ((i = 0; i < 20; i++)); do printf 'cell%d = "../cell%d"\n' "$i" "$i"; done
} >"$work/consumer/cell.toml"
mkdir -p "$work/consumer/.cells"
{
  printf 'namespace Consumer;\n\npublic static class Program\n{\n'
  for ((i = 0; i < 20; i++)); do
    producer "$work/cell$i" "Shop$i" 50
    printf '    public static async Task<string> Use%dAsync(Shop%d.IService service, CancellationToken cancel)\n    {\n' "$i" "$i"
    printf '        Shop%d.Thing0 thing = await service.Do0Async(new Shop%d.Thing0(1, "a", 2m), cancel);\n        return thing.Name;\n    }\n\n' "$i" "$i"
  done
  printf '    private static void Idle()\n    {\n        // edited\n    }\n}\n'
} >"$work/consumer/Program.cs"

echo "building the 20 cells that the consumer depends on" >&2
for ((i = 0; i < 20; i++)); do
  dotnet build "$work/cell$i" --verbosity quiet --nologo >"$work/log" || { cat "$work/log" >&2; exit 1; }
  cp "$work/cell$i/cache/schema.json" "$work/consumer/.cells/cell$i.schema.json"
done

build() { dotnet build "$1" --no-restore --no-incremental --verbosity quiet --nologo "${@:2}" >"$work/log" || { cat "$work/log" >&2; exit 1; }; }
milliseconds() {
  local begin=$EPOCHREALTIME
  build "$1"
  local end=$EPOCHREALTIME
  echo $(((${end/./} - ${begin/./}) / 1000))
}
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

missed=0
for name in producer consumer; do
  dotnet restore "$work/$name" --verbosity quiet >/dev/null
  build "$work/$name" -p:EmitCompilerGeneratedFiles=true -p:CompilerGeneratedFilesOutputPath="$work/generated"
  mkdir "$work/checked-in-$name"
  cp -r "$work/$name/." "$work/checked-in-$name"
  rm -rf "$work/checked-in-$name/obj" "$work/checked-in-$name/bin"
  # Without what the SDK's own generators gave: they run in both forms.
  mkdir "$work/checked-in-$name/generated"
  mv "$work/generated"/Cells.* "$work/checked-in-$name/generated"
  rm -rf "$work/generated"
  mv "$work/checked-in-$name/$name.csproj" "$work/checked-in-$name/checked-in-$name.csproj"
  sed -i 's|</Project>|<PropertyGroup><AssemblyName>'"$name"'</AssemblyName></PropertyGroup></Project>|' "$work/checked-in-$name/checked-in-$name.csproj"
  cp -r "$work/checked-in-$name" "$work/verbatim-$name"
  mv "$work/verbatim-$name/checked-in-$name.csproj" "$work/verbatim-$name/verbatim-$name.csproj"
  touch "$work/verbatim-$name/verbatim"
  for form in checked-in verbatim; do dotnet restore "$work/$form-$name" --verbosity quiet >/dev/null; done
  for ((i = 0; i <= rounds; i++)); do
    # The first of each warms up.
    [ "$i" != 1 ] || rm "$work/$name.with" "$work/$name.without" "$work/$name.verbatim"
    milliseconds "$work/$name" >>"$work/$name.with"
    milliseconds "$work/checked-in-$name" >>"$work/$name.without"
    milliseconds "$work/verbatim-$name" >>"$work/$name.verbatim"
  done

  with=$(sort -n "$work/$name.with" | head -n 1)
  without=$(sort -n "$work/$name.without" | head -n 1)
  verbatim=$(sort -n "$work/$name.verbatim" | head -n 1)
  printf '%s: %s ms, with the generated files checked in %s ms: %+.1f %% (goal 5 %%); medians %s and %s ms; %s lines generated\n' \
    "$name" "$with" "$without" "$(awk -v a="$with" -v b="$without" 'BEGIN { print (a - b) * 100 / b }')" \
    "$(median <"$work/$name.with")" "$(median <"$work/$name.without")" "$(cat "$work/checked-in-$name"/generated/*/*/*.cs | wc -l)"
  printf '    the same files added by a generator that does nothing else: %s ms, %+.1f %%\n' "$verbatim" "$(awk -v a="$verbatim" -v b="$without" 'BEGIN { print (a - b) * 100 / b }')"
  [ $((with * 100)) -le $((without * 105)) ] || missed=1
  # Seconds and share of each generator and analyzer. They overlap the compiler's own work, and the symbols that they are the first to ask for are made on their account.
  dotnet build "$work/$name" --no-restore --no-incremental --nologo -p:ReportAnalyzer=true --verbosity detailed \
    | sed -nE 's/^ +(<?[0-9.]+) +<?[0-9]+ +(Cells\.(Analyzers|Generators)\.[A-Za-z]+).*$/    \1 s \2/p'

  # An edit in a method that has nothing to do with the contract: the files that come of it are those from before. That a running compiler does not even emit them again is in the
  # steps of the generator driver, which the tests below look into.
  build "$work/$name" -p:EmitCompilerGeneratedFiles=true -p:CompilerGeneratedFilesOutputPath="$work/before"
  sed -i 's|// edited|// edited again|' "$work/$name"/*.cs
  build "$work/$name" -p:EmitCompilerGeneratedFiles=true -p:CompilerGeneratedFilesOutputPath="$work/after"
  diff -r "$work/before" "$work/after" >/dev/null || { echo "    an edit in an unrelated method changes what is generated"; missed=1; }
  rm -rf "$work/before" "$work/after"
done

dotnet test "$repository/tests/Cells.Generators.Tests" --nologo --verbosity quiet --filter 'FullyQualifiedName~CachingTests' || missed=1

exit $missed
