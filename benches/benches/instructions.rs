//! Instructions and allocations, by callgrind: `cargo bench -p mcp-benches --bench instructions`.
#![allow(missing_docs)]

use gungraun::{library_benchmark, library_benchmark_group, main};
use mcp_benches::{CASES, Prepared};
use std::hint::black_box;

fn prepared(name: &str) -> Prepared {
    let case = CASES.into_iter().find(|case| case.name == name).expect("a case");
    case.prepare().expect(name)
}

#[library_benchmark(setup = prepared)]
#[bench::stdio_call("stdio_call")]
#[bench::stdio_call_of_1000("stdio_call_of_1000")]
#[bench::echo_64_kib("echo_64_kib")]
#[bench::resolve("resolve")]
#[bench::seal("seal")]
#[bench::structured("structured")]
#[bench::stdio_list_of_52("stdio_list_of_52")]
#[bench::stdio_list_of_1000("stdio_list_of_1000")]
#[bench::http_call("http_call")]
#[bench::http_events("http_events")]
#[bench::http_list_of_52("http_list_of_52")]
#[bench::uri_match("uri_match")]
#[bench::validate_result("validate_result")]
fn run(case: Prepared) -> (usize, Prepared) {
    // Given back, so that its end is not counted.
    (black_box(case.run()), case)
}

library_benchmark_group!(name = calls, benchmarks = run);

main!(library_benchmark_groups = calls);
