//! I2C1 with DMA: six bytes of a sensor's registers, as an accelerometer gives them.
#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_stm32::i2c::{self, Config, I2c};
use embassy_stm32::{bind_interrupts, dma, peripherals};

bind_interrupts!(struct Irqs {
    I2C1_EV => i2c::EventInterruptHandler<peripherals::I2C1>;
    I2C1_ER => i2c::ErrorInterruptHandler<peripherals::I2C1>;
    DMA1_STREAM6 => dma::InterruptHandler<peripherals::DMA1_CH6>;
    DMA1_STREAM0 => dma::InterruptHandler<peripherals::DMA1_CH0>;
});

#[embassy_executor::main]
async fn main(_spawner: Spawner) {
    let p = lessons::init();
    let mut bus = I2c::new(p.I2C1, p.PB8, p.PB9, p.DMA1_CH6, p.DMA1_CH0, Irqs, Config::default());
    let mut sample = [0u8; 6];
    bus.write_read(0x1D, &[0x00], &mut sample).await.unwrap();
    assert!(sample == [0x10, 0x11, 0x12, 0x13, 0x14, 0x15]);
    lessons::exit(0)
}
