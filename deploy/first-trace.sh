#!/usr/bin/env bash
# Does what the README's "first kept trace" does: starts ./spanweir, sends one failing trace with the README's own curl
# command, waits for the line that shows it, asks for the metrics page, and stops the process with SIGTERM.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
out=$work/out
# What somebody has stored here is not touched, nor looked at.
export XDG_DATA_HOME=$work/data
./spanweir >"$out" 2>&1 &
pid=$!
trap 'kill -9 "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT

wait_for() { # text, seconds
  for _ in $(seq $(($2 * 5))); do
    if grep -q "$1" "$out"; then return 0; fi
    if ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.2
  done
  echo "did not see \"$1\"; the output was:"
  cat "$out"
  return 1
}

wait_for "Send spans to" 600

# The command between these two marks in the README, as pasted.
command=$(sed -n '/<!-- first trace -->/,/<!-- end -->/p' README.md | sed -n '/^```/,/^```/p' | sed '1d;$d')
[ -n "$command" ] || { echo "the README has no first trace"; exit 1; }
echo "$command" | bash

wait_for "4bf92f3577b34da6a3ce929d0e0e4736" 30
grep "4bf92f3577b34da6a3ce929d0e0e4736" "$out"
curl -sf http://127.0.0.1:8888/metrics | grep '^spanweir_ledger_spans.*term="kept"' >/dev/null ||
  curl -sf http://127.0.0.1:8888/metrics | grep -q 'spanweir_ledger_spans'

# The virtual machine took its options without a word, and what compiles gives way: the 19th field of a thread's stat is its nice value.
if grep -i 'warning' "$out"; then exit 1; fi
if [ -d "/proc/$pid/task" ]; then
  nices=$(cat "/proc/$pid/task"/*/stat | grep 'CompilerThre)' | sed 's/.*) //' | cut -d ' ' -f 17 | sort -u)
  [ "$nices" = 5 ] || { echo "the compilers' threads have the nice values: $nices"; exit 1; }
fi

config=$work/configuration.yaml
sed -n '/<!-- configuration -->/,/<!-- end -->/p' README.md | sed -n '/^```/,/^```/p' | sed '1d;$d' >"$config"
[ -s "$config" ] || { echo "the README has no configuration"; exit 1; }
./spanweir validate --config "$config"

kill -TERM "$pid"
status=0
wait "$pid" || status=$?
trap 'rm -rf "$work"' EXIT
[ "$status" = 0 ] || { echo "SIGTERM ended it with $status"; cat "$out"; exit 1; }
echo "kept, shown, counted, stopped with 0"
