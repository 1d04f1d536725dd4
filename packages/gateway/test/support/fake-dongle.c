/*
 * Stands in for librtlsdr, so that the real rtl_tcp of Debian's package rtl-sdr runs without a dongle: plays the file FAKE_DONGLE_IQ in real
 * time, in transfers of the real size, and writes down what it is told. Build: cc -shared -fPIC -o fake-dongle.so fake-dongle.c
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct rtlsdr_dev rtlsdr_dev_t;
typedef void (*rtlsdr_read_async_cb_t)(unsigned char *buf, uint32_t len, void *ctx);

static uint32_t rate = 2048000;
static volatile int cancelled = 0;
static int handle;

static int told(const char *what, long value) {
  fprintf(stderr, "dongle %s %ld\n", what, value);
  return 0;
}

uint32_t rtlsdr_get_device_count(void) { return 1; }
const char *rtlsdr_get_device_name(uint32_t index) { (void)index; return "fake"; }
int rtlsdr_get_device_usb_strings(uint32_t index, char *m, char *p, char *s) {
  (void)index;
  strcpy(m, "fake"); strcpy(p, "fake"); strcpy(s, "00000001");
  return 0;
}
int rtlsdr_get_index_by_serial(const char *serial) { (void)serial; return 0; }
int rtlsdr_open(rtlsdr_dev_t **dev, uint32_t index) { (void)index; *dev = (rtlsdr_dev_t *)&handle; return 0; }
int rtlsdr_close(rtlsdr_dev_t *dev) { (void)dev; return 0; }
int rtlsdr_get_tuner_type(rtlsdr_dev_t *dev) { (void)dev; return 5; } /* R820T */
int rtlsdr_get_tuner_gains(rtlsdr_dev_t *dev, int *gains) { (void)dev; if (gains) for (int i = 0; i < 29; i++) gains[i] = 17 * i; return 29; }
int rtlsdr_set_xtal_freq(rtlsdr_dev_t *dev, uint32_t a, uint32_t b) { (void)dev; (void)b; return told("xtal", a); }
int rtlsdr_set_center_freq(rtlsdr_dev_t *dev, uint32_t freq) { (void)dev; return told("frequency", freq); }
int rtlsdr_set_freq_correction(rtlsdr_dev_t *dev, int ppm) { (void)dev; return told("ppm", ppm); }
int rtlsdr_set_tuner_gain(rtlsdr_dev_t *dev, int gain) { (void)dev; return told("gain", gain); }
int rtlsdr_set_tuner_gain_mode(rtlsdr_dev_t *dev, int manual) { (void)dev; return told("manual", manual); }
int rtlsdr_set_tuner_if_gain(rtlsdr_dev_t *dev, int stage, int gain) { (void)dev; (void)stage; return told("ifgain", gain); }
int rtlsdr_set_sample_rate(rtlsdr_dev_t *dev, uint32_t hz) { (void)dev; rate = hz; return told("rate", hz); }
int rtlsdr_set_testmode(rtlsdr_dev_t *dev, int on) { (void)dev; return told("testmode", on); }
int rtlsdr_set_agc_mode(rtlsdr_dev_t *dev, int on) { (void)dev; return told("agc", on); }
int rtlsdr_set_direct_sampling(rtlsdr_dev_t *dev, int on) { (void)dev; return told("direct", on); }
int rtlsdr_set_offset_tuning(rtlsdr_dev_t *dev, int on) { (void)dev; return told("offset", on); }
int rtlsdr_set_bias_tee(rtlsdr_dev_t *dev, int on) { (void)dev; return told("biastee", on); }
int rtlsdr_reset_buffer(rtlsdr_dev_t *dev) { (void)dev; return 0; }
int rtlsdr_cancel_async(rtlsdr_dev_t *dev) { (void)dev; cancelled = 1; return 0; }

int rtlsdr_read_async(rtlsdr_dev_t *dev, rtlsdr_read_async_cb_t cb, void *ctx, uint32_t num, uint32_t len) {
  (void)dev; (void)num;
  if (len == 0) len = 16 * 32 * 512;
  FILE *file = fopen(getenv("FAKE_DONGLE_IQ"), "rb");
  unsigned char *buf = malloc(len);
  struct timespec start, now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  uint64_t samples = 0;
  while (!cancelled) {
    size_t got = file ? fread(buf, 1, len, file) : 0;
    memset(buf + got, 128, len - got); /* silence after the end */
    samples += len / 2;
    double due = (double)samples / rate;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double wait = due - (now.tv_sec - start.tv_sec) - (now.tv_nsec - start.tv_nsec) * 1e-9;
    if (wait > 0) {
      struct timespec nap = {(time_t)wait, (long)((wait - (time_t)wait) * 1e9)};
      nanosleep(&nap, NULL);
    }
    cb(buf, len, ctx);
  }
  if (file) fclose(file);
  free(buf);
  cancelled = 0;
  return 0;
}
