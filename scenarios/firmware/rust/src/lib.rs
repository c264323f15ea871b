//! What is tested here, and how: a checksum by the chip's CRC unit, a ring, and a harness for tests on the target.
//! What goes wrong panics; the panic is printed and ends the program with exit code 101 (the semihosting crate).
#![no_std]

// Named so that they are linked: start-up code, critical sections, the RTT ring, the panic handler.
use {cortex_m as _, cortex_m_rt as _, defmt_rtt as _, semihosting as _};

/// CRC-32 as Ethernet and zip compute it, by the chip's CRC unit (RM0433 chapter 21).
pub fn crc32(bytes: &[u8]) -> u32 {
    const AHB4ENR: *mut u32 = 0x5802_44E0 as _;
    const DR: *mut u32 = 0x5802_4C00 as _;
    const CR: *mut u32 = 0x5802_4C08 as _;
    unsafe {
        AHB4ENR.write_volatile(AHB4ENR.read_volatile() | 1 << 19); // CRCEN
        AHB4ENR.read_volatile(); // the clock is on when this has come back
        CR.write_volatile(1 | 1 << 5 | 1 << 7); // RESET, REV_IN by byte, REV_OUT
        for b in bytes {
            DR.cast::<u8>().write_volatile(*b);
        }
        !DR.read_volatile()
    }
}

/// Eight bytes, first in, first out.
#[derive(Default, defmt::Format)]
pub struct Ring {
    bytes: [u8; 8],
    first: usize,
    len: usize,
}

impl Ring {
    /// The byte itself comes back when there is no room.
    pub fn push(&mut self, byte: u8) -> Result<(), u8> {
        if self.len == self.bytes.len() {
            return Err(byte);
        }
        self.bytes[(self.first + self.len) % self.bytes.len()] = byte;
        self.len += 1;
        Ok(())
    }

    pub fn pop(&mut self) -> Option<u8> {
        self.len = self.len.checked_sub(1)?;
        let byte = self.bytes[self.first];
        self.first = (self.first + 1) % self.bytes.len();
        Some(byte)
    }
}

/// The whole harness: each function is run and told as libtest tells it, then the program ends. The first that panics
/// ends it with 101, which `cargo test` takes for a failure.
#[macro_export]
macro_rules! tests {
    ($(fn $name:ident() $body:block)+) => {
        $(fn $name() $body)+

        #[cortex_m_rt::entry]
        fn main() -> ! {
            semihosting::println!("running {} tests", [$(stringify!($name)),+].len());
            $(
                semihosting::print!("test {} ... ", stringify!($name));
                $name();
                semihosting::println!("ok");
            )+
            semihosting::process::exit(0)
        }
    };
}
