/* Prints what vectors.json says, so that a port can be compared: cc print_vectors.c lorats_device.c aes128.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aes128.h"
#include "lorats_device.h"

static void encrypt(void *context, uint8_t block[16]) { aes128_encrypt(context, block); }

static void print_hex(const char *name, const uint8_t *bytes, size_t length) {
  printf("%s ", name);
  for (size_t i = 0; i < length; i++) printf("%02x", bytes[i]);
  printf("\n");
}

/* AppSKey in hexadecimal, fewest and most slices, number of slots. */
int main(int count, char **arguments) {
  if (count != 5 || strlen(arguments[1]) != 32) {
    fprintf(stderr, "usage: print_vectors APPSKEY MIN_SLICES MAX_SLICES SLOTS\n");
    return 2;
  }
  uint8_t app_s_key[16];
  uint8_t key[16];
  for (int i = 0; i < 16; i++) {
    const char pair[3] = {arguments[1][2 * i], arguments[1][2 * i + 1], 0};
    app_s_key[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  lorats_schedule_key(encrypt, app_s_key, key);
  print_hex("key", key, 16);
  const uint32_t min_slices = (uint32_t)strtoul(arguments[2], NULL, 10);
  const uint32_t max_slices = (uint32_t)strtoul(arguments[3], NULL, 10);
  const uint32_t slots = (uint32_t)strtoul(arguments[4], NULL, 10);
  for (uint32_t n = 1; n <= slots; n++) {
    printf("interval %lu\n", (unsigned long)lorats_interval(encrypt, key, n, min_slices, max_slices));
  }
  uint8_t bytes[64];
  lorats_payload payload = {bytes, sizeof bytes, 0};
  lorats_begin(&payload, LORATS_UNIT_SECOND, LORATS_TICK_NONE, 0, -1);
  lorats_record(&payload, 0, (const uint8_t *)"\x01", 1);
  print_hex("elapsed", bytes, payload.length);
  lorats_begin(&payload, LORATS_UNIT_64TH, LORATS_TICK_24, 0xabcdef, -1);
  lorats_record(&payload, 96, (const uint8_t *)"\x0a\x0b", 2);
  lorats_record(&payload, 16000, NULL, 0);
  print_hex("elapsed", bytes, payload.length);
  lorats_begin(&payload, LORATS_UNIT_SECOND, LORATS_TICK_16, 0xbeef, 513);
  lorats_record(&payload, 3600, (const uint8_t *)"\xff", 1);
  print_hex("elapsed", bytes, payload.length);
  return 0;
}
