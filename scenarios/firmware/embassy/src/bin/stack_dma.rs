//! A buffer on the real stack: `block_on` polls the driver's future from a plain function. With MEMORY=dtcm the
//! stack is in DTCM and the DMA ends in a transfer error.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use embassy_stm32::usart::{Config, InterruptHandler, Uart};
use embassy_stm32::{bind_interrupts, dma, peripherals};

bind_interrupts!(struct Irqs {
    USART3 => InterruptHandler<peripherals::USART3>;
    DMA1_STREAM0 => dma::InterruptHandler<peripherals::DMA1_CH0>;
    DMA1_STREAM1 => dma::InterruptHandler<peripherals::DMA1_CH1>;
});

#[entry]
fn main() -> ! {
    let p = lessons::init();
    let mut uart = Uart::new(p.USART3, p.PD9, p.PD8, p.DMA1_CH0, p.DMA1_CH1, Irqs, Config::default()).unwrap();
    let mut buffer = [0u8; 16];
    embassy_futures::block_on(async {
        loop {
            uart.read(&mut buffer).await.unwrap();
            uart.write(&buffer).await.unwrap();
        }
    })
}
