#!/usr/bin/env bash
# Does what the README's demo does: ./spanweir demo plays some requests, each with its outcome, and ends; started again, it
# stops cleanly on Ctrl-C, which a terminal sends to every process of it.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
out=$work/out
# What somebody has stored here is not touched, nor looked at.
export XDG_DATA_HOME=$work/data
trap 'rm -rf "$work"' EXIT

said() { # pattern
  grep -Eq -- "$1" "$out" || { echo "did not see \"$1\"; the output was:"; cat "$out"; exit 1; }
}

./spanweir demo --requests 6 --rate 3 >"$out" 2>&1 || { echo "it ended with $?:"; cat "$out"; exit 1; }
[ "$(grep -Ec '^ +#[0-9]+ .*(kept by [a-z]+|dropped, no policy kept it)' "$out")" = 6 ] || said "six outcomes"
said '#3 .*slow database +kept by slow '
said '#6 .*card declined +kept by errors '
grep -E '^ +#[36] ' "$out"

# A job of its own, so that it has the signal all to itself; and it heeds it, also where this script doesn't, in the background say.
set -m
env --default-signal=INT ./spanweir demo >"$out" 2>&1 &
pid=$!
set +m
trap 'kill -9 -- "-$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 300); do
  if grep -q 'kept by slow' "$out"; then break; fi
  sleep 0.2
done
said 'kept by slow'
kill -INT -- "-$pid"
for _ in $(seq 300); do
  kill -0 -- "-$pid" 2>/dev/null || break
  sleep 0.2
done
if kill -0 -- "-$pid" 2>/dev/null; then echo "a minute after Ctrl-C it still ran; the output was:"; tail -n 20 "$out"; exit 1; fi
status=0
wait "$pid" || status=$?
trap 'rm -rf "$work"' EXIT
[ "$status" = 0 ] || { echo "Ctrl-C ended it with $status"; cat "$out"; exit 1; }
said '[0-9]+ requests?: '
echo "each request with its outcome, and stopped by Ctrl-C with 0"
