#!/usr/bin/env bash
# Builds everything, runs every test, and prints 'N passed, N failed' last.
# Installs what tests need (nginx, promtool, curl) through apt when it is missing and can be had; tests that need
# a tool that cannot be had say so and count as skipped.
set -u
cd "$(dirname "$0")"
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export NO_COLOR=1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

install_tools() {
  local missing=()
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
  command -v promtool >/dev/null || missing+=(prometheus)
  command -v curl >/dev/null || missing+=(curl)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "NOT INSTALLED: ${missing[*]} (no root or no apt here): the tests that need them are skipped."
    return
  fi
  export DEBIAN_FRONTEND=noninteractive
  # A server that a package brings must not start on this machine.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d; rm -rf "$results"' EXIT
  fi
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$results/apt.log" 2>&1 ||
    { tail -5 "$results/apt.log"; echo "NOT INSTALLED: ${missing[*]} (apt failed): the tests that need them are skipped."; }
}

install_tools
export PATH="$PATH:/usr/sbin:/sbin"

echo "== build"
if ! dotnet build Halfsilver.slnx -c Release --nologo -v q; then
  echo "The build failed."
  echo "0 passed, 1 failed"
  exit 1
fi

passed=0 failed=0 skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  echo "== $name"
  log="$results/$name.log"
  timeout --kill-after=10 900 "$project/bin/Release/net10.0/$name" -noColor -noLogo -parallelAlgorithm conservative >"$log" 2>&1
  code=$?
  summary=$(grep -E "Total: [0-9]+" "$log" | tail -1)
  count() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$summary"; }
  total=$(count Total) bad=$(($(count Failed) + $(count Errors))) left=$(($(count Skipped) + $(count "Not Run")))
  grep -E "\[FAIL\]|\[SKIP\]" -A 12 "$log" | head -200
  if [ -z "$total" ] || [ "$total" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
    echo "$name did not end as a test run should (exit $code):"
    tail -40 "$log"
    bad=$((bad + 1))
    total=$((${total:-0} + 1))
  fi
  echo "$name: $((total - bad - left)) passed, $bad failed, $left skipped"
  passed=$((passed + total - bad - left)) failed=$((failed + bad)) skipped=$((skipped + left))
done

if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
