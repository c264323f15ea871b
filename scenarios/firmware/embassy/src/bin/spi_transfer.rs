//! SPI1 at 10 MHz, full duplex, two DMA streams: 1024 bytes out and in.
#![no_std]
#![no_main]

use core::ptr::addr_of_mut;
use embassy_executor::Spawner;
use embassy_stm32::spi::{Config, Spi};
use embassy_stm32::time::Hertz;
use embassy_stm32::{bind_interrupts, dma, peripherals};

bind_interrupts!(struct Irqs {
    DMA2_STREAM3 => dma::InterruptHandler<peripherals::DMA2_CH3>;
    DMA2_STREAM2 => dma::InterruptHandler<peripherals::DMA2_CH2>;
});

static mut OUT: [u8; 1024] = [0; 1024];
static mut IN: [u8; 1024] = [0; 1024];

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = lessons::init();
    let mut config = Config::default();
    config.frequency = Hertz(10_000_000);
    let mut spi = Spi::new(p.SPI1, p.PA5, p.PD7, p.PA6, p.DMA2_CH3, p.DMA2_CH2, Irqs, config);
    let (out, input) = unsafe { (&mut *addr_of_mut!(OUT), &mut *addr_of_mut!(IN)) };
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = i as u8;
    }
    spi.transfer(input, out).await.unwrap();
    assert!(input[1..] == out[..1023]); // the other end gives back each byte one frame later
    lessons::exit(0)
}
