#!/usr/bin/env bash
# Does to a gateway what hostile clients do, and prints what became of it: bench/abuse.sh out/halfsilver [part ...]
# Parts: smoke overload reset slow descriptors; all of them unless named. Loopback only; every step is bounded.
set -u
here=$(cd "$(dirname "$0")" && pwd)
gateway=$(readlink -f "${1:?the executable}"); shift
parts=("$@"); [ ${#parts[@]} -gt 0 ] || parts=(smoke overload reset slow descriptors)
web=19300 admin=19310 fast=19301 slow=19302 hung=19303 large=19304 other=19305
folder=$(mktemp -d) started=()
trap 'for id in "${started[@]}"; do kill "$id" 2>/dev/null; done; wait 2>/dev/null; rm -rf "$folder"' EXIT

have() { command -v "$1" >/dev/null || { echo "SKIPPED: no $1 here (apt-get install ${2:-$1})"; return 1; }; }

servers() { # options
  python3 "$here/abuse/servers.py" "$@" >"$folder/$1" & started+=($!)
  for _ in $(seq 50); do grep -q ready "$folder/$1" && return; sleep 0.1; done
}

# primary's port, lines of limits, descriptors: a gateway with a healthy mirror and a hung one
start() {
  cat >"$folder/plan.yaml" <<YAML
version: 1
entryPoints:
  web: { listen: "127.0.0.1:$web", limits: { $2 } }
admin: { listen: "127.0.0.1:$admin", openMetrics: true }
services:
  primary: { endpoints: [ "http://127.0.0.1:$1" ] }
  fast: { endpoints: [ "http://127.0.0.1:$fast" ] }
  hung: { endpoints: [ "http://127.0.0.1:$hung" ] }
  other: { endpoints: [ "http://127.0.0.1:$other" ] }
routes:
  normal: { match: { path: { prefix: /normal } }, destinations: [ { service: other } ] }
  all:
    match: { path: { prefix: / } }
    destinations: [ { service: primary } ]
    mirrors:
      healthy: { service: fast, percent: 100 }
      hung: { service: hung, percent: 100 }
YAML
  ([ $# -lt 3 ] || ulimit -n "$3"; exec "$gateway" run -c "$folder/plan.yaml" --data-dir "$folder") >"$folder/log" 2>&1 & pid=$!
  started+=("$pid")
  for _ in $(seq 100); do curl -fs -o /dev/null "http://127.0.0.1:$admin/metrics" && return; sleep 0.1; done
  cat "$folder/log"; exit 1
}

stop() { kill "$pid"; wait "$pid" 2>/dev/null; }

rss() { echo "$(($(awk '/VmRSS/ { print $2 }' "/proc/$pid/status") / 1024)) MiB"; }

# Requests of somebody else, one after the other, until the file is gone.
normal() {
  : >"$folder/normal"; : >"$folder/direct"
  while [ -e "$folder/busy" ]; do
    curl -s -m 5 -o /dev/null -w '%{http_code} %{time_total}\n' "http://127.0.0.1:$web/normal" >>"$folder/normal"
    curl -s -m 5 -o /dev/null -w '%{http_code} %{time_total}\n' "http://127.0.0.1:$other/normal" >>"$folder/direct"
    sleep 0.02
  done
}

among() { # command: runs it while somebody else is served, and says how they fared
  touch "$folder/busy"; normal & local other=$!
  "$@"
  rm "$folder/busy"; wait "$other"
  local way
  for way in normal direct; do
    sort -k2 -n "$folder/$way" | awk -v way="$way" '
      { n[$1]++; t[NR] = $2 }
      END {
        printf "  others, %s:", way == "normal" ? "through the gateway" : "straight to their service"
        for (s in n) printf " %d × %s", n[s], s
        printf "; median %.1f ms, p95 %.1f ms, p99 %.1f ms\n", t[int(NR / 2) + (NR < 2)] * 1000, t[int(NR * 0.95) + (NR < 20)] * 1000, t[int(NR * 0.99) + (NR < 100)] * 1000
      }'
  done
}

counts() { # what the page says, without zeroes
  curl -s "http://127.0.0.1:$admin/metrics" | grep -E "^halfsilver_(mirror_(matched|skipped|requests|errors|responses)|requests_refused|connections_refused)_total" |
    grep -v ' 0$' | sed -E 's/^halfsilver_/  /; s/route="all",destination="[a-z]+",//'
}

smoke() {
  start "$fast" ""
  have wrk && wrk -t2 -c64 -d5s "http://127.0.0.1:$web/" | grep -E "Requests/sec|Non-2xx|Socket errors"
  have hey && hey -n 20000 -c 50 "http://127.0.0.1:$web/" | grep -E "Requests/sec|\[[0-9]+\]"
  have h2load nghttp2-client && h2load -n 20000 -c 10 -m 50 "http://127.0.0.1:$web/" | grep -E "^finished|^requests|^status"
  have nghttp nghttp2-client && nghttp -ans "http://127.0.0.1:$web/" | tail -1
  stop
}

overload() {
  echo "  the primary's capacity: 20 requests at a time, 20 ms each; limits.maxRequests: 40"
  start "$slow" "maxRequests: 40"
  echo "  its peak, by 40 clients in turn:"; python3 "$here/abuse/overload.py" "$web" x40 6
  echo "  offered 4,000/s:"; python3 "$here/abuse/overload.py" "$web" 4000 11
  counts; stop
}

reset() {
  start "$slow" ""
  python3 "$here/abuse/overload.py" "$web" 500 3 >/dev/null
  echo "  before: $(rss)"
  among sleep 10
  among timeout 60 python3 "$here/abuse/rapid-reset.py" "$web" 100000 10
  echo "  behind: $(rss)"
  sleep 6; echo "  6 s later: $(rss)"; counts; stop
}

slow() {
  have slowhttptest || return
  ulimit -Sn 4096
  start "$fast" ""
  echo "  before: $(rss)"
  local mode
  for mode in "-H -i 10" "-B -i 10 -s 8192" "-R -t GET" "-X -w 512 -y 1024 -n 5 -z 32 -k 3"; do
    echo "  slowhttptest $mode -c 1000 -r 500 -l 20"
    if [[ $mode == -X* ]]; then stop; start "$large" ""; fi
    # shellcheck disable=SC2086
    among timeout 60 slowhttptest $mode -c 1000 -r 500 -l 20 -p 3 -u "http://127.0.0.1:$web/" >"$folder/slow"
    grep -aoE "Exit status.*|  others.*" "$folder/slow" | sed 's/\x1b\[[0-9;]*m//g; s/^ */  /'; echo "  $(rss)"
  done
  sleep 3; echo "  3 s later: $(rss)"; counts; stop
}

descriptors() {
  ulimit -Sn 4096
  start "$fast" "" 256
  echo "  descriptors at the start: $(ls "/proc/$pid/fd" | wc -l) of 256"
  have wrk && among wrk -t2 -c400 -d5s "http://127.0.0.1:$web/" | grep -aE "Requests/sec|Non-2xx|Socket errors|others"
  echo "  descriptors with 400 clients: $(ls "/proc/$pid/fd" | wc -l)"
  counts
  sleep 6
  echo "  6 s later: $(ls "/proc/$pid/fd" | wc -l); a request: $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$web/")"
  stop
}

servers "other=$other"; servers "fast=$fast" "hung=$hung"; servers "slow=$slow" "large=$large"
for part in "${parts[@]}"; do echo "== $part"; "$part"; done
