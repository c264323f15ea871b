//! Echo by DMA: receive until the line is idle, send back what came. The buffer is a local of an async
//! function, so it lives in the task, which is a static: in RAM, not on the stack. With MEMORY=axi and the
//! caches off this works; with MEMORY=dtcm the DMA cannot reach the buffer.
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
    let mut uart = Uart::new(p.USART3, p.PD9, p.PD8, p.DMA1_CH0, p.DMA1_CH1, Irqs, Config::default()).unwrap();
    let mut buffer = [0u8; 32];
    uart.write(b"ready\n").await.unwrap();
    loop {
        let n = uart.read_until_idle(&mut buffer).await.unwrap();
        uart.write(&buffer[..n]).await.unwrap();
    }
}
