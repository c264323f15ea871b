//! What the lessons share: clocks, caches, an MPU region.
#![no_std]

use embassy_stm32::rcc::{
    AHBPrescaler, APBPrescaler, HSIPrescaler, Pll, PllDiv, PllMul, PllPreDiv, PllSource, Sysclk, VoltageScale,
};
use embassy_stm32::{Config, Peripherals};

/// 400 MHz from the internal oscillator, buses at 200 and 100 MHz, by Embassy's own clock set-up.
pub fn init() -> Peripherals {
    let mut config = Config::default();
    config.rcc.hsi = Some(HSIPrescaler::DIV1);
    config.rcc.csi = true;
    config.rcc.pll1 = Some(Pll {
        source: PllSource::HSI,
        prediv: PllPreDiv::DIV4,
        mul: PllMul::MUL50,
        fracn: None,
        divp: Some(PllDiv::DIV2),
        divq: Some(PllDiv::DIV8),
        divr: None,
    });
    config.rcc.sys = Sysclk::PLL1_P;
    config.rcc.ahb_pre = AHBPrescaler::DIV2;
    config.rcc.apb1_pre = APBPrescaler::DIV2;
    config.rcc.apb2_pre = APBPrescaler::DIV2;
    config.rcc.apb3_pre = APBPrescaler::DIV2;
    config.rcc.apb4_pre = APBPrescaler::DIV2;
    config.rcc.voltage_scale = VoltageScale::Scale1;
    embassy_stm32::init(config)
}

/// Both caches on, as a program does that wants the speed the chip is bought for.
pub fn caches_on() {
    let mut p = unsafe { cortex_m::Peripherals::steal() };
    p.SCB.enable_icache();
    p.SCB.enable_dcache(&mut p.CPUID);
}

/// SRAM1 (128 KB at 0x3000_0000) Normal, non-cacheable, shareable, for everybody: TEX 1, C 0, B 0, S 1. The clock
/// of SRAM1 goes on too: it is off after reset.
pub fn sram1_uncached() {
    embassy_stm32::pac::RCC.ahb2enr().modify(|w| w.set_sram1en(true));
    let p = unsafe { cortex_m::Peripherals::steal() };
    unsafe {
        cortex_m::asm::dmb();
        p.MPU.ctrl.write(0);
        p.MPU.rnr.write(0);
        p.MPU.rbar.write(0x3000_0000);
        p.MPU.rasr.write(1 | (16 << 1) | (1 << 18) | (1 << 19) | (0b011 << 24) | (1 << 28));
        p.MPU.ctrl.write(0b101);
        cortex_m::asm::dsb();
        cortex_m::asm::isb();
    }
}

/// The program is over: semihosting's SYS_EXIT_EXTENDED, which a debugger, or whoever stands in for one, takes.
pub fn exit(code: u32) -> ! {
    let block: [u32; 2] = [0x20026, code];
    loop {
        unsafe { core::arch::asm!("bkpt 0xAB", inout("r0") 0x20 => _, in("r1") &block) };
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    exit(101)
}
