#!/usr/bin/env bash
# What a tool costs in `cargo check`: 150 tools of four arguments, less the same functions bare, by 150. The CPU time of
# the last crate alone, without incremental compilation, in turns, the median of five. Fails above 8 ms.
#
#   tests/tools/check_cost.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/../.."
workspace=$PWD rounds=${1:-5} tools=150 most=8
package=${CARGO_TARGET_DIR:-$workspace/target}/check-cost
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$package/target
unset RUSTFLAGS

write() {
    mkdir -p "$package/$1/src"
    cat > "$package/$1/Cargo.toml" <<END
[package]
name = "$1"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
mcp-runtime = { path = "$workspace/mcp-runtime" }
END
    cp "$workspace/Cargo.lock" "$package/$1/Cargo.lock"
    for ((i = 0; i < tools; i++)); do
        echo "/// Tool number $i."
        [ "$1" = bare ] || echo "#[mcp::tool]"
        echo "pub async fn tool_$i("
        [ "$1" = bare ] || echo "    /// The city."
        echo "    city: String,"
        [ "$1" = bare ] || echo "    #[arg(default = 1, range = 1..=14)]"
        cat <<END
    days: u8,
    unit: Option<String>,
    detail: bool,
) -> Result<String, String> {
    if days > 3 {
        return Err(format!("{city} $i"));
    }
    Ok(format!("{city} {days} {unit:?} {detail} $i"))
}

END
    done > "$package/$1/src/lib.rs"
    [ "$1" = bare ] || cat >> "$package/$1/src/lib.rs" <<END
pub fn server() -> mcp::Server {
    mcp::build!("Cost", [$(for ((i = 0; i < tools; i++)); do printf 'tool_%s, ' $i; done)])
}
END
}

# Milliseconds of one check, cargo's own few among them: they are the same of both.
check() {
    touch "$package/$1/src/lib.rs"
    local TIMEFORMAT='%U %S'
    { time cargo check --offline --quiet --manifest-path "$package/$1/Cargo.toml" 2> /dev/null; } 2>&1 |
        awk 'NF == 2 { printf "%d\n", ($1 + $2) * 1000 }'
}

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

for one in bare tool; do
    write $one
    cargo check --offline --quiet --manifest-path "$package/$one/Cargo.toml"
done
: > "$package/bare.ms"
: > "$package/tool.ms"
for ((round = 0; round < rounds; round++)); do
    for one in bare tool; do check $one >> "$package/$one.ms"; done
done
bare=$(median < "$package/bare.ms") all=$(median < "$package/tool.ms")
awk -v bare="$bare" -v all="$all" -v tools=$tools -v most=$most 'BEGIN {
    each = (all - bare) / tools
    printf "bare %d ms, as tools %d ms: %.2f ms a tool, of at most %d\n", bare, all, each, most
    exit each > most
}'
