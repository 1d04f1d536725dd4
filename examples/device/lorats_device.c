#include "lorats_device.h"

#include <string.h>

void lorats_schedule_key(lorats_aes aes, void *context, uint8_t key[16]) {
  memset(key, 0, 16);
  memcpy(key, "LTSK", 4);
  aes(context, key);
}

uint32_t lorats_interval(lorats_aes aes, void *context, uint32_t n, uint32_t min_slices,
                         uint32_t max_slices) {
  uint8_t block[16] = {'L', 'T', 'S', 'I'};
  for (int i = 0; i < 4; i++) block[12 + i] = (uint8_t)(n >> (24 - 8 * i));
  aes(context, block);
  uint64_t number = 0;
  for (int i = 0; i < 8; i++) number = (number << 8) | block[i];
  /* The high half of a 64 by 32 bit product, without a 128-bit type. */
  const uint64_t span = (uint64_t)max_slices - min_slices + 1;
  const uint64_t high = (number >> 32) * span;
  const uint64_t low = (number & 0xffffffffu) * span;
  return min_slices + (uint32_t)((high + (low >> 32)) >> 32);
}

static void put(lorats_payload *payload, uint8_t byte) {
  if (payload->length < payload->size) payload->bytes[payload->length] = byte;
  payload->length++;
}

void lorats_begin(lorats_payload *payload, int unit, int tick_kind, uint32_t tick, int32_t slot) {
  payload->length = 0;
  put(payload, (uint8_t)(1 << 5 | unit << 4 | tick_kind << 2 | (slot >= 0 ? 2 : 0)));
  const int bytes = tick_kind == LORATS_TICK_NONE ? 0 : tick_kind + 1;
  for (int i = 0; i < bytes; i++) put(payload, (uint8_t)(tick >> (8 * i)));
  if (slot < 0) return;
  put(payload, (uint8_t)slot);
  put(payload, (uint8_t)(slot >> 8));
}

void lorats_record(lorats_payload *payload, uint32_t elapsed, const uint8_t *data, uint8_t length) {
  for (; elapsed >= 128; elapsed >>= 7) put(payload, (uint8_t)(elapsed | 128));
  put(payload, (uint8_t)elapsed);
  put(payload, length);
  for (uint8_t i = 0; i < length; i++) put(payload, data[i]);
}
