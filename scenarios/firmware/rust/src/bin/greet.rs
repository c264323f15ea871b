//! Prints through defmt: what lies in the RTT ring are numbers of texts and arguments; `defmt-print` has the texts.
#![no_std]
#![no_main]

use at_home::{crc32, Ring};
use core::sync::atomic::{AtomicU32, Ordering};

// Where others have a clock: a number a message, so that what is printed does not depend on how fast it was printed.
static SAID: AtomicU32 = AtomicU32::new(0);
defmt::timestamp!("{=u32}", SAID.fetch_add(1, Ordering::Relaxed));

#[cortex_m_rt::entry]
fn main() -> ! {
    defmt::info!("greetings from {=str}", "AXI SRAM");
    let mut ring = Ring::default();
    for byte in *b"abc" {
        ring.push(byte).unwrap();
    }
    defmt::debug!("{} sums to {=u32:08x}", ring, crc32(b"abc"));
    defmt::warn!("{=[u8]:a} and {=i16}, {=f32}, {=bool}", *b"bytes\n", -300, 0.5, true);
    while let Some(byte) = ring.pop() {
        defmt::error!("out came {=u8:#x}", byte);
    }
    defmt::flush();
    semihosting::process::exit(0)
}
