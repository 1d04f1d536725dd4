#include "aes128.h"

#include <string.h>

/* FIPS 197, small rather than fast: the S-box is computed, not stored. Not hardened against power analysis. */
static uint8_t times2(uint8_t x) { return (uint8_t)(x << 1 ^ (x >> 7) * 0x1b); }

static uint8_t times(uint8_t a, uint8_t b) {
  uint8_t product = 0;
  for (; b; b >>= 1, a = times2(a)) product ^= (uint8_t)(b & 1 ? a : 0);
  return product;
}

static uint8_t sbox(uint8_t x) {
  uint8_t inverse = x;
  /* x^254 is the inverse in GF(2^8), 0 for 0. */
  for (int i = 0; i < 6; i++) inverse = times(times(inverse, inverse), x);
  inverse = times(inverse, inverse);
  uint8_t s = inverse;
  for (int i = 1; i < 5; i++) s ^= (uint8_t)(inverse << i | inverse >> (8 - i));
  return s ^ 0x63;
}

void aes128_encrypt(const uint8_t key[16], uint8_t block[16]) {
  uint8_t round_key[16];
  memcpy(round_key, key, 16);
  uint8_t rcon = 1;
  for (int i = 0; i < 16; i++) block[i] ^= round_key[i];
  for (int round = 1; round <= 10; round++) {
    uint8_t shifted[16];
    for (int i = 0; i < 16; i++) shifted[i] = sbox(block[(i + 4 * (i % 4)) % 16]);
    if (round < 10) {
      for (int c = 0; c < 16; c += 4) {
        for (int r = 0; r < 4; r++) {
          block[c + r] = (uint8_t)(times2(shifted[c + r]) ^ times2(shifted[c + (r + 1) % 4]) ^
                                   shifted[c + (r + 1) % 4] ^ shifted[c + (r + 2) % 4] ^
                                   shifted[c + (r + 3) % 4]);
        }
      }
    } else {
      memcpy(block, shifted, 16);
    }
    for (int i = 0; i < 4; i++) round_key[i] ^= sbox(round_key[12 + (i + 1) % 4]);
    round_key[0] ^= rcon;
    rcon = times2(rcon);
    for (int i = 4; i < 16; i++) round_key[i] ^= round_key[i - 4];
    for (int i = 0; i < 16; i++) block[i] ^= round_key[i];
  }
}
