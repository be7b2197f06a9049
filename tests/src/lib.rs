//! Tests and benchmarks across the crates live in `tests/` and `benches/`.
