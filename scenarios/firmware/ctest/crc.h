/* crc.h -- CRC-32 as Ethernet and zip compute it, by the chip's CRC unit (RM0433 chapter 21). */
#ifndef CRC_H
#define CRC_H
#include <stddef.h>
#include <stdint.h>

uint32_t crc32(const void *bytes, size_t size);
#endif
