//! The same echo with the D-cache on and nothing else changed: the CPU answers from lines it read before the
//! DMA wrote to the memory behind them.
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

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = lessons::init();
    lessons::caches_on();
    let mut uart = Uart::new(p.USART3, p.PD9, p.PD8, p.DMA1_CH0, p.DMA1_CH1, Irqs, Config::default()).unwrap();
    let mut buffer = [0u8; 32];
    uart.write(b"ready\n").await.unwrap();
    loop {
        let n = uart.read_until_idle(&mut buffer).await.unwrap();
        let shout = buffer.map(|c| c.to_ascii_uppercase());
        uart.write(&shout[..n]).await.unwrap();
    }
}
