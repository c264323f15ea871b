//! The cure: both buffers in SRAM1 by link section, SRAM1 non-cacheable by an MPU region. The section is not
//! initialised at start, so the program writes before it reads.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_stm32::usart::{Config, InterruptHandler, Uart};
use embassy_stm32::{bind_interrupts, dma, peripherals};

bind_interrupts!(struct Irqs {
    USART3 => InterruptHandler<peripherals::USART3>;
    DMA1_STREAM0 => dma::InterruptHandler<peripherals::DMA1_CH0>;
    DMA1_STREAM1 => dma::InterruptHandler<peripherals::DMA1_CH1>;
});

use core::ptr::addr_of_mut;

#[link_section = ".sram1.rx"]
static mut RX: [u8; 32] = [0; 32];
#[link_section = ".sram1.tx"]
static mut TX: [u8; 32] = [0; 32];

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = lessons::init();
    lessons::sram1_uncached();
    lessons::caches_on();
    let (rx, tx) = unsafe { (&mut *addr_of_mut!(RX), &mut *addr_of_mut!(TX)) };
    rx.fill(0);
    let mut uart = Uart::new(p.USART3, p.PD9, p.PD8, p.DMA1_CH0, p.DMA1_CH1, Irqs, Config::default()).unwrap();
    tx[..6].copy_from_slice(b"ready\n");
    uart.write(&tx[..6]).await.unwrap();
    loop {
        let n = uart.read_until_idle(rx).await.unwrap();
        for i in 0..n {
            tx[i] = rx[i].to_ascii_uppercase();
        }
        uart.write(&tx[..n]).await.unwrap();
    }
}
