//! Which memory the program's data lives in is the lesson: MEMORY=axi (the usual) or dtcm picks memory/*.x.
use std::{env, fs, path::PathBuf};

fn main() {
    let memory = env::var("MEMORY").unwrap_or("axi".into());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    fs::copy(format!("memory/{memory}.x"), out.join("memory.x")).expect("MEMORY names a file of memory/");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=--nmagic");
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-env-changed=MEMORY");
    println!("cargo:rerun-if-changed=memory");
}
