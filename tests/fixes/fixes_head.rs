//! Every correction in Rust, as test_explain_fix.c writes them behind these lines, held to the crates it is
//! written for.
#![no_std]
#![allow(unused, static_mut_refs, dropping_references)]
extern crate alloc;
use alloc::boxed::Box;
use core::mem::MaybeUninit;
use cortex_m::Peripherals;
use embassy_stm32::{mode::Async, usart::UartRx};

/// What a correction leaves open: the reader's own.
pub struct Given {
    address: usize, size: usize, source: u32, destination: u32, special_base: u32, special_attributes: u32, request: u8,
    stream: embassy_stm32::pac::dma::St, uart_rx: UartRx<'static, Async>, buffer: [u8; 64],
}
pub enum Error { Dma, Overrun }
#[repr(align(32))]
struct Lines<const N: usize>([u8; N]);

