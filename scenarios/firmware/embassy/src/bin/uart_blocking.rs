//! The same echo without DMA: the CPU waits for each byte.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use embassy_stm32::usart::{Config, Uart};

#[entry]
fn main() -> ! {
    let p = lessons::init();
    let mut uart = Uart::new_blocking(p.USART3, p.PD9, p.PD8, Config::default()).unwrap();
    let mut buffer = [0u8; 8];
    uart.blocking_write(b"ready\n").unwrap();
    loop {
        uart.blocking_read(&mut buffer).unwrap();
        uart.blocking_write(&buffer).unwrap();
    }
}
