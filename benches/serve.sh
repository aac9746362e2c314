#!/usr/bin/env bash
# A cached page beside nginx: the same bytes, the same machine, the same run.
# Needs nginx and wrk (Debian: nginx-light, wrk). Five rounds, taken in turn;
# prints the medians of requests per second and their ratio.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
work=$(mktemp -d)
# nginx's worker is another user.
chmod 755 "$work"
trap 'kill ${server:-} ${nginx:-} 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

program=$PWD/target/release/variorum
(cd "$work" && exec taskset -c 0 "$program" serve --address 127.0.0.1:0 --log-level off) 2>"$work/said" &
server=$!
for _ in $(seq 100); do
  ours=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$work/said" | head -1 || true)
  [[ -n $ours ]] && break
  sleep 0.1
done
ours+=/editions/moquegua-2008/1
mkdir -p "$work/html"
curl -sf "$ours" -o "$work/html/page.html"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/nginx.conf" <<CONF
worker_processes 1; daemon off; pid $work/pid; error_log $work/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=10;
  server { listen 127.0.0.1:$port; root $work/html; default_type text/html; }
}
CONF
taskset -c 0 nginx -c "$work/nginx.conf" 2>/dev/null &
nginx=$!
theirs=http://127.0.0.1:$port/page.html
for _ in $(seq 50); do curl -sf "$theirs" -o "$work/theirs.html" && break; sleep 0.1; done
cmp "$work/html/page.html" "$work/theirs.html"

measure() { taskset -c 1 wrk -t1 -c64 -d"${2:-4}s" "$1" | awk '/Requests\/sec/ { print $2 }'; }
measure "$ours" 1 >/dev/null
measure "$theirs" 1 >/dev/null
for _ in 1 2 3 4 5; do
  measure "$ours" >> "$work/ours"
  measure "$theirs" >> "$work/theirs"
done
median() { sort -n "$1" | sed -n 3p; }
bytes=$(stat -c %s "$work/html/page.html")
echo "a page of $bytes bytes, one core each, 64 connections, median of 5"
echo "variorum  $(median "$work/ours") requests/s"
echo "nginx     $(median "$work/theirs") requests/s"
awk -v a="$(median "$work/ours")" -v b="$(median "$work/theirs")" 'BEGIN { printf "ratio     %.2f\n", a / b }'
