/*
 * What a device does so that its data can be dated and its schedule checked: secret intervals between frames, and
 * payloads that say how long ago each record was taken. C99, no allocation, no floating point.
 */
#ifndef LORATS_DEVICE_H
#define LORATS_DEVICE_H

#include <stddef.h>
#include <stdint.h>

/* Encrypts one block in place with the schedule's key: usually the AES unit of the radio or the microcontroller. */
typedef void (*lorats_aes)(void *context, uint8_t block[16]);

/* The schedule's key from the session: block = AES-128(AppSKey, "LTSK" 0...0). */
void lorats_schedule_key(lorats_aes aes_with_appskey, void *context, uint8_t key[16]);

/* The interval before slot n (from 1 on), in slices of min_slices ... max_slices. */
uint32_t lorats_interval(lorats_aes aes_with_schedule_key, void *context, uint32_t n,
                         uint32_t min_slices, uint32_t max_slices);

/* Unit of elapsed times and of the tick. */
enum { LORATS_UNIT_64TH = 0, LORATS_UNIT_SECOND = 1 };
enum { LORATS_TICK_NONE = 0, LORATS_TICK_16 = 1, LORATS_TICK_24 = 2 };

typedef struct {
  uint8_t *bytes;
  size_t size;
  size_t length; /* of what was written; larger than size when it did not fit */
} lorats_payload;

/*
 * Begins a payload. The tick is the device's clock when the frame starts: 1/4 s in 16 bits or 1/64 s in 24 bits. A slot
 * below 0 is left out.
 */
void lorats_begin(lorats_payload *payload, int unit, int tick_kind, uint32_t tick, int32_t slot);

/* Adds a record that was taken `elapsed` units before the frame starts. */
void lorats_record(lorats_payload *payload, uint32_t elapsed, const uint8_t *data, uint8_t length);

#endif
