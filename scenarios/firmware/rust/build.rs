//! cortex-m-rt's and defmt's linker scripts, for programs and for tests.
fn main() {
    println!("cargo:rustc-link-search={}", std::env::var("CARGO_MANIFEST_DIR").unwrap());
    for script in ["--nmagic", "-Tlink.x", "-Tdefmt.x"] {
        println!("cargo:rustc-link-arg={script}");
    }
    println!("cargo:rerun-if-changed=memory.x");
}
