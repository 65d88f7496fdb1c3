#!/usr/bin/env bash
# What asking costs: the instructions of a call with a chain of three questions, against the same asked by hand, which is
# four calls and a seal a round. Counted by callgrind, so the machine's mood does not matter. Fails above 1.5 times.
#
#   tests/tools/ask_cost.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v valgrind >/dev/null || { echo "valgrind is missing" >&2; exit 1; }
cargo build --quiet --release -p mcp-tests --bin ask_cost
program=${CARGO_TARGET_DIR:-target}/release/ask_cost
few=50 many=250

counted() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 2>&1 | awk '/Collected/ { print $4 }'
}

# What one time costs: the difference between many and few.
each() {
    echo $((($(counted "$1" $many) - $(counted "$1" $few)) / (many - few)))
}

chain=$(each chain) by_hand=$(each by_hand) plain=$(each plain)
seal=$(($(each seal) - $(each unsealed))) open=$(($(each opened) - $(each unopened)))
echo "instructions: chain of three $chain, by hand $by_hand, four plain calls $plain, a seal $seal, opening one $open"
echo "the chain costs $((chain * 100 / by_hand)) % of the same by hand, allowed 150 %"
[ "$((chain * 2))" -le "$((by_hand * 3))" ]
