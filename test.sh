#!/usr/bin/env bash
# Builds everything, runs every test, fuzzes and soaks for a minute each, weighs what an unmirrored request allocates, and prints
# 'N passed, N failed' last; `./test.sh Repository.Tests` runs one project alone, `./test.sh Fuzz`, `Soak` and `Micro` those.
# Installs what tests need (nginx, promtool, curl) through apt when it is missing and can be had, and packages of tests/peers
# through npm into a folder of its own; tests that need what cannot be had say so and count as skipped.
set -u
cd "$(dirname "$0")"
export LC_ALL=C NO_COLOR=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export PATH="$PATH:/usr/sbin:/sbin"

# Everything is bounded: apt, the build, and each project, one after another.
apt_seconds=300 npm_seconds=120 build_seconds=1200 project_seconds=900 bench_seconds=150
results=$(mktemp -d)
policy= peers=
trap 'rm -rf "$results" ${peers:+"$peers"} ${policy:+"$policy"}' EXIT

verdict() { # passed failed skipped
  if [ "$3" -gt 0 ]; then echo "$1 passed, $2 failed, $3 skipped"; else echo "$1 passed, $2 failed"; fi
  [ "$2" -eq 0 ]
  exit
}

install_tools() {
  local missing=()
  command -v nginx >/dev/null || missing+=(nginx-light)
  command -v promtool >/dev/null || missing+=(prometheus)
  command -v curl >/dev/null || missing+=(curl)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "NOT INSTALLED: ${missing[*]} (no root or no apt here): the tests that need them are skipped."
    return
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A server that a package brings must not start on this machine.
  if [ ! -e /usr/sbin/policy-rc.d ] && printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; then
    policy=/usr/sbin/policy-rc.d
    chmod +x "$policy"
  fi
  echo "== installing ${missing[*]}"
  timeout --kill-after=10 "$apt_seconds" sh -c 'apt-get update -qq; apt-get install -y -qq --no-install-recommends "$@"' sh "${missing[@]}" \
    </dev/null >"$results/apt.log" 2>&1 ||
    { tail -5 "$results/apt.log"; echo "NOT INSTALLED: ${missing[*]} (apt failed): the tests that need them are skipped."; }
}

install_peers() {
  [ -f tests/peers/package.json ] || return
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "NOT INSTALLED: the packages of tests/peers (no node or no npm here): the tests that need them are skipped."
    return
  fi
  echo "== installing tests/peers"
  peers=$(mktemp -d)
  cp tests/peers/* "$peers"
  if (cd "$peers" && timeout --kill-after=10 "$npm_seconds" npm ci --ignore-scripts --no-audit --no-fund </dev/null >"$results/npm.log" 2>&1); then
    export HALFSILVER_PEERS=$peers
  else
    tail -5 "$results/npm.log"
    echo "NOT INSTALLED: the packages of tests/peers (npm failed): the tests that need them are skipped."
  fi
}

# The runner's own last line: Total: 3, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.1s
count() { [[ $summary =~ (^|[ ,])$1:\ ([0-9]+) ]] && echo "${BASH_REMATCH[2]}" || echo 0; }

if ! command -v dotnet >/dev/null; then
  echo "There is no dotnet on the path: install the .NET 10 SDK."
  verdict 0 1 0
fi
# What the tests start finds the runtime where dotnet found it.
export DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}"

projects=()
for name in "$@"; do
  [ -f "tests/$name/$name.csproj" ] || [ -f "bench/$name/Halfsilver.$name.csproj" ] || { echo "There is no tests/$name."; verdict 0 1 0; }
  projects+=("$name")
done
if [ ${#projects[@]} -eq 0 ]; then
  for folder in tests/*.Tests; do projects+=("$(basename "$folder")"); done
  for name in Fuzz Soak Micro; do [ -d "bench/$name" ] && projects+=("$name"); done
fi

install_tools
install_peers

echo "== build"
# The lock files decide; and no build process outlives the build.
timeout --kill-after=10 "$build_seconds" \
  dotnet build Halfsilver.slnx -c Release --nologo -v q -nodeReuse:false -p:RestoreLockedMode=true </dev/null
code=$?
if [ "$code" -ne 0 ]; then
  [ "$code" -eq 124 ] && echo "The build took longer than $build_seconds s." || echo "The build failed."
  verdict 0 1 0
fi

passed=0 failed=0 skipped=0
for name in "${projects[@]}"; do
  echo "== $name"
  log="$results/$name.log"
  dll="bench/$name/bin/Release/net10.0/Halfsilver.$name.dll" seconds=$bench_seconds
  case $name in
    Fuzz) arguments=(all --seconds 60) ;;
    Soak) arguments=(--seconds 60) ;;
    Micro) arguments=(allocation 200000) ;;
    *)
      dll="tests/$name/bin/Release/net10.0/$name.dll" seconds=$project_seconds
      arguments=(-noColor -noLogo -parallelAlgorithm conservative)
      ;;
  esac
  timeout --kill-after=10 "$seconds" dotnet "$dll" "${arguments[@]}" </dev/null >"$log" 2>&1
  code=$?
  summary=$(grep -aE "Total: [0-9]+, Errors: [0-9]+" "$log" | tail -1)
  total=$(count Total) bad=$(($(count Failed) + $(count Errors))) left=$(($(count Skipped) + $(count "Not Run")))
  good=$((total - bad - left))
  [ "$seconds" -eq "$bench_seconds" ] && grep -av "Total: " "$log" | head -40
  grep -aE "\[(FAIL|SKIP|ERROR)\]" -A 20 "$log" | head -400
  if [ "$total" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
    case $code in
      124 | 137) echo "$name took longer than $seconds s and was ended." ;;
      *) echo "$name did not end as a test run should (exit code $code, $total tests)." ;;
    esac
    tail -n 60 "$log"
    bad=$((bad + 1))
  fi
  echo "$name: $good passed, $bad failed, $left skipped"
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
done

verdict "$passed" "$failed" "$skipped"
