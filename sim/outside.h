/* outside.h -- what the models of the outside (world, pins, devices on buses) answer when asked as parts: no
 * address leads to them, so nothing is read there and nothing written. */
#ifndef OUTSIDE_H
#define OUTSIDE_H
#include "device.h"

static inline uint32_t outside_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    (void)dev, (void)cfg, (void)off, (void)env;
    return 0;
}

static inline uint32_t outside_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    (void)size;
    return outside_peek(dev, cfg, off, env);
}

static inline void outside_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                                 env_t *env)
{
    (void)dev, (void)cfg, (void)size;
    tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
}
#endif
