/* Counts calls of OpenACC compute regions, by name of the library entry: preload it on a host that falls back.
 *
 * The compiler calls GOACC_parallel_keyed once for every compute region it meets, on a GPU or not. So the count on
 * the host is the number of kernel launches to expect on the device. Printed to standard error at exit.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>

static long regions;

/* The fixed arguments, and the variadic tail up to its terminating 0, which is passed on as it came. */
void GOACC_parallel_keyed(int device, void (*function)(void *), size_t count, void **addresses, size_t *sizes,
                          unsigned short *kinds, ...) {
  static void (*next)(int, void (*)(void *), size_t, void **, size_t *, unsigned short *, ...);
  /* Python loads modules with local scope, where RTLD_NEXT does not look. */
  if (!next) *(void **)&next = dlsym(dlopen("libgomp.so.1", RTLD_LAZY), "GOACC_parallel_keyed");
  ++regions;
  void *tail[8] = {0};
  va_list arguments;
  va_start(arguments, kinds);
  for (int i = 0; i < 8; ++i) tail[i] = va_arg(arguments, void *);
  va_end(arguments);
  next(device, function, count, addresses, sizes, kinds, tail[0], tail[1], tail[2], tail[3], tail[4], tail[5], tail[6],
       tail[7]);
}

__attribute__((destructor)) static void report(void) { fprintf(stderr, "compute regions: %ld\n", regions); }
