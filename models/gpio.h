/* gpio.h -- the pins: ports GPIOA to GPIOK in one part. RM0433 chapter 11.
 *
 * Modelled: MODER, OTYPER, PUPDR, IDR, ODR, BSRR, LCKR with its key sequence; OSPEEDR and AFR keep
 * their bits. The level of each pin is a wire (WIRE_PIN); what the outside does to a pin comes in
 * on two (WIRE_PIN_DRIVEN, WIRE_PIN_OUTSIDE).
 * Not modelled: what alternate functions put out (a pin in that mode is read as an input), edges
 * with a slope (OSPEEDR), analog values, the wake-up pins, I/O of a port whose clock is off (the
 * clock gates the registers only, by whoever carries the access).
 *
 * What surprises people:
 *   - after reset every pin but the debug pins is analog: IDR reads 0 whatever the pin does;
 *   - BSRR is write only and BSy wins over BRy; a write of 0 to a bit does nothing, so a DMA can
 *     drive some pins of a port and leave the others alone;
 *   - IDR shows the pin, not ODR: an open-drain pin that is held low from outside reads 0.
 * Choices where the manual is silent: a floating input reads 0; a push-pull output wins over the
 * outside; IDR is not delayed by its sampling clock. A write to a locked bit is told as F_IGNORED.
 *
 * F_PIN tells changes of pins in input or output mode. No numbers from the map: a write drives its
 * pins at the beat that carries it. The cfg says which port an address means; the state is one. */
#ifndef GPIO_H
#define GPIO_H
#include "device.h"

enum { GPIO_PORTS = PINS / 16 };

typedef struct {
    uint8_t  port;                   /* 0: GPIOA */
    uint16_t at;                     /* where its registers stand behind GPIOA's: only to be told */
} gpio_cfg_t;

typedef struct {
    uint32_t moder, otyper, ospeedr, pupdr, odr, afr[2];
    uint32_t lckr;                   /* as read: locked pins, LCKK */
    uint32_t lock_step, lock_pins;   /* how far the key sequence has come, and for which pins */
} gpio_port_t;

typedef struct { gpio_port_t port[GPIO_PORTS]; } gpio_t;

extern const model_t gpio_model;
#endif
