//! Time: `cargo bench -p mcp-benches --bench time`.
#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mcp_benches::CASES;

fn time(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("calls");
    for case in CASES {
        let prepared = case.prepare().expect(case.name);
        group.throughput(Throughput::Elements(case.calls as u64));
        group.bench_function(case.name, |bencher| bencher.iter(|| prepared.run()));
    }
    group.finish();
}

criterion_group!(benches, time);
criterion_main!(benches);
