/* AES-128 encryption of one block, for hosts and for devices without an AES unit. */
#ifndef AES128_H
#define AES128_H

#include <stdint.h>

void aes128_encrypt(const uint8_t key[16], uint8_t block[16]);

#endif
