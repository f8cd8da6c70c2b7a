/* Host execution: a device that is this process. Blocks and threads run one after another, in the order that
 * ISOTACH_THREAD_ORDER says (forward, reverse, shuffled); threads of a kernel with barriers are fibres, which
 * change at each barrier. Device memory is memory of its own, filled with a pattern, so what was never copied
 * shows. */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE /* its longjmp takes the stack of another fibre for an error */
#include "isotach_cuda.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

struct index {
  unsigned x, y, z;
};
struct index isotach_threadIdx, isotach_blockIdx, isotach_blockDim, isotach_gridDim;
char *isotach_dynamic_shared;

int isotach_allocate(size_t bytes, void **address) {
  *address = malloc(bytes);
  if (!*address) return isotach_note(2, "out of memory");
  memset(*address, 0xff, bytes); /* NaN as a real, -1 as an integer */
  isotach_count(&isotach_counts.allocations, 1);
  return 0;
}

int isotach_free(void *address) {
  free(address);
  isotach_count(&isotach_counts.frees, 1);
  return 0;
}

int isotach_copy(void *to, const void *from, size_t bytes, enum isotach_direction direction) {
  memmove(to, from, bytes);
  isotach_count_copy(direction, bytes);
  return 0;
}

int isotach_copy_in_stream(void *to, const void *from, size_t bytes, enum isotach_direction direction, long long stream) {
  int error = isotach_stream_wait(stream);
  return error ? error : isotach_copy(to, from, bytes, direction);
}

int isotach_synchronize(void) { return 0; }

/* All memory is the host's. */
const int isotach_on_host = 1;
const char *isotach_not_on_device(void *address, size_t bytes) { return (void)bytes, address ? 0 : "it has no address"; }
int isotach_wait_for_stream(long long stream) { return (void)stream, 0; }
int isotach_let_stream_wait(long long stream) { return (void)stream, 0; }
void isotach_pin(const CFI_cdesc_t *variable) { (void)variable; }
int isotach_is_pinned(const CFI_cdesc_t *variable) { return variable->base_addr != 0; }

/* What is launched has ended when the launch returns, so streams are numbers and events are times. */
static long long streams, events;
static struct timespec times[4096];

int isotach_stream_create(long long *stream) {
  *stream = ++streams;
  return 0;
}
int isotach_stream_destroy(long long stream) { return stream > 0 && stream <= streams ? 0 : isotach_note(400, "no such stream"); }
int isotach_stream_wait(long long stream) { return stream >= 0 && stream <= streams ? 0 : isotach_note(400, "no such stream"); }
int isotach_event_create(long long *event) {
  if (events + 1 == sizeof times / sizeof *times) return isotach_note(2, "too many events");
  *event = ++events;
  return 0;
}
static int is_event(long long event) { return event > 0 && event <= events; }
int isotach_event_destroy(long long event) { return is_event(event) ? 0 : isotach_note(400, "no such event"); }
int isotach_event_record(long long event, long long stream) {
  (void)stream;
  if (!is_event(event)) return isotach_note(400, "no such event");
  clock_gettime(CLOCK_MONOTONIC, &times[event]);
  return 0;
}
int isotach_event_wait(long long event) { return is_event(event) ? 0 : isotach_note(400, "no such event"); }
int isotach_event_elapsed(float *milliseconds, long long first, long long last) {
  if (!is_event(first) || !is_event(last)) return isotach_note(400, "no such event");
  *milliseconds = (float)(1e3 * (double)(times[last].tv_sec - times[first].tv_sec) +
                          1e-6 * (double)(times[last].tv_nsec - times[first].tv_nsec));
  return 0;
}

int isotach_memory(long long *free, long long *total) {
  *total = (long long)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
  *free = (long long)sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE);
  return 0;
}
int isotach_device_count(int *count) {
  *count = 1;
  return 0;
}
int isotach_device_property(int device, char *name, int room, int *numbers, long long *memory) {
  static const int host[45] = { /* in driver.c's order; what the host has no word for is 0 */
      1024, 1024, 1024, 64, 2147483647, 65535, 65535, 49152, 0, 32, 0, 0, 0, 0, 0, 1};
  if (device != 0) return isotach_note(101, "there is one device, number 0");
  memcpy(numbers, host, sizeof host);
  snprintf(name, (size_t)room, "host execution");
  long long free;
  return isotach_memory(&free, memory);
}

int isotach_driver_version(int *version) {
  *version = 0;
  return 0;
}

/* ---- what is running, and how it fails ---- */
struct isotach_now isotach_now;
static const char *running = "";
static jmp_buf end_of_kernel;
static char failure[640]; /* what the kernel under way did wrong */
static int in_fibre;
static void leave_fibre(void);

/* Lines come from what the debugger knows: binutils has a program that reads it. The code's last inlined frame that is not
 * in our headers is the Fortran's. */
void isotach_line_of(void *place, char *text, size_t room) {
  Dl_info info;
  snprintf(text, room, "an unknown line");
  if (!dladdr(place, &info) || !info.dli_fname || strchr(info.dli_fname, '\'')) return;
  char command[1024], line[512];
  snprintf(command, sizeof command, "addr2line -i -e '%s' 0x%zx 2>/dev/null", info.dli_fname,
           (size_t)((char *)place - 1 - (char *)info.dli_fbase));
  FILE *answer = popen(command, "r");
  if (!answer) return;
  while (fgets(line, sizeof line, answer)) {
    if (line[0] == '?' || strstr(line, "isotach_device.h") || strstr(line, "isotach_host_exec.h")) continue;
    line[strcspn(line, " \n")] = 0;
    snprintf(text, room, "%s", line);
    break;
  }
  pclose(answer);
}

static void place_text(size_t i, struct index size, char *text, size_t room) {
  if (size.y == 1 && size.z == 1) snprintf(text, room, "%zu", i + 1);
  else snprintf(text, room, "(%zu,%zu,%zu)", i % size.x + 1, i / size.x % size.y + 1, i / size.x / size.y + 1);
}

void isotach_thread_text(size_t block, size_t thread, char *text, size_t room) {
  char one[32], other[32];
  place_text(thread, isotach_blockDim, one, sizeof one);
  place_text(block, isotach_gridDim, other, sizeof other);
  snprintf(text, room, "thread %s of block %s", one, other);
}

/* A fibre's stack goes away when the kernel ends, so what is raised is raised after that. */
void isotach_kernel_fails(const char *format, ...) {
  int length = snprintf(failure, sizeof failure, "kernel '%s': ", running);
  va_list list;
  va_start(list, format);
  vsnprintf(failure + length, sizeof failure - (size_t)length, format, list);
  va_end(list);
  isotach_now.running = 0;
  if (in_fibre) leave_fibre();
  longjmp(end_of_kernel, 1);
}

void isotach_out_of_bounds(long long subscript, int dimension, long long lower, long long upper) {
  char line[256], thread[64];
  isotach_line_of(__builtin_return_address(0), line, sizeof line);
  isotach_thread_text(isotach_now.block, isotach_now.thread, thread, sizeof thread);
  isotach_kernel_fails("subscript %lld of dimension %d is outside %lld:%lld, at %s, %s", subscript, dimension, lower, upper, line,
                       thread);
  abort();
}

/* ---- the order of threads and blocks ---- */
enum order { forward, reverse, shuffled };

static enum order order_now(void) {
  const char *said = getenv("ISOTACH_THREAD_ORDER");
  if (said && strcmp(said, "reverse") == 0) return reverse;
  if (said && strcmp(said, "shuffled") == 0) return shuffled;
  return forward;
}

/* The i-th of n: a permutation for each order; the shuffled one is i -> i * step + 1 with a step without a common
 * divisor. */
static size_t nth(size_t i, size_t n, enum order order) {
  if (order == reverse) return n - 1 - i;
  if (order == forward || n < 3) return i;
  size_t step = n / 2 + 1;
  for (;; ++step) {
    size_t a = step, b = n;
    while (b) {
      size_t rest = a % b;
      a = b;
      b = rest;
    }
    if (a == 1) break;
  }
  return (size_t)(((unsigned __int128)i * step + 1) % n);
}

static struct index place(size_t i, struct index size) {
  return (struct index){(unsigned)(i % size.x), (unsigned)(i / size.x % size.y), (unsigned)(i / size.x / size.y)};
}

/* ---- threads with barriers ----
 * A fibre is started by ucontext, which makes two system calls a switch, and changed by setjmp and longjmp, which make none.
 * It runs its thread of one block after another, and is kept for the next launch. */
struct fibre {
  jmp_buf at;
  struct index thread;
  int started, done;
};
static struct fibre *fibres[1024];
static size_t current;
static jmp_buf scheduler;
static ucontext_t begin_of_fibre;
static void (*entry)(void **);
static void **entry_arguments;
static const size_t stack_bytes = 256 * 1024;

void isotach_barrier(void) {
  if (_setjmp(fibres[current]->at) == 0) _longjmp(scheduler, 1);
}
static void leave_fibre(void) { _longjmp(scheduler, 1); }

static void run_fibre(void) {
  for (;;) {
    entry(entry_arguments);
    fibres[current]->done = 1;
    isotach_barrier();
  }
}

/* Up to its next barrier, or its end. */
static void run_current_fibre(void) {
  struct fibre *fibre = fibres[current];
  if (_setjmp(scheduler)) return;
  if (fibre->started) _longjmp(fibre->at, 1);
  fibre->started = 1;
  getcontext(&begin_of_fibre);
  begin_of_fibre.uc_stack.ss_sp = fibre + 1;
  begin_of_fibre.uc_stack.ss_size = stack_bytes;
  makecontext(&begin_of_fibre, run_fibre, 0);
  setcontext(&begin_of_fibre);
}

static int make_fibres(size_t threads) {
  for (size_t i = 0; i < threads; ++i) {
    if (fibres[i]) continue;
    fibres[i] = malloc(sizeof **fibres + stack_bytes);
    if (!fibres[i]) return 0;
    fibres[i]->started = 0;
  }
  return 1;
}

/* Those of a kernel that failed are in its midst. */
static void begin_anew(void) {
  for (size_t i = 0; i < sizeof fibres / sizeof *fibres && fibres[i]; ++i) fibres[i]->started = 0;
}

static int run_with_barriers(const char *name, size_t threads, enum order order) {
  for (size_t i = 0; i < threads; ++i) {
    fibres[i]->thread = place(i, isotach_blockDim);
    fibres[i]->done = 0;
  }
  for (;;) {
    size_t done = 0;
    for (size_t k = 0; k < threads; ++k) {
      current = nth(k, threads, order);
      isotach_threadIdx = fibres[current]->thread;
      isotach_now.thread = current;
      in_fibre = 1;
      run_current_fibre();
      in_fibre = 0;
      if (failure[0]) return 1;
      done += fibres[current]->done != 0;
    }
    if (done == threads) return 0;
    if (done != 0) {
      snprintf(failure, sizeof failure, "kernel '%s': %zu of %zu threads of a block ended while the others wait at a barrier",
               name, done, threads);
      return 1;
    }
    ++isotach_now.epoch;
  }
}

static int run_blocks(struct isotach_kernel *kernel, const struct isotach_launch *launch, void **arguments, size_t blocks,
                      size_t threads, enum order order) {
  if (setjmp(end_of_kernel)) return 1;
  isotach_now = (struct isotach_now){1, 0, 0, 0, isotach_dynamic_shared, (size_t)launch->shared_bytes};
  for (size_t b = 0; b < blocks; ++b) {
    isotach_now.block = nth(b, blocks, order);
    isotach_blockIdx = place(isotach_now.block, isotach_gridDim);
    if (launch->shared_bytes > 0) memset(isotach_dynamic_shared, 0xff, (size_t)launch->shared_bytes);
    if (kernel->has_barrier) {
      isotach_now.epoch = 0;
      if (run_with_barriers(kernel->name, threads, order)) return 1;
      continue;
    }
    for (size_t t = 0; t < threads; ++t) {
      isotach_now.thread = nth(t, threads, order);
      isotach_threadIdx = place(isotach_now.thread, isotach_blockDim);
      kernel->entry(arguments);
    }
  }
  isotach_now.running = 0;
  return 0;
}

int isotach_launch_on_device(struct isotach_kernel *kernel, const struct isotach_launch *launch, void **arguments) {
  isotach_gridDim = (struct index){(unsigned)launch->grid[0], (unsigned)launch->grid[1], (unsigned)launch->grid[2]};
  isotach_blockDim = (struct index){(unsigned)launch->block[0], (unsigned)launch->block[1], (unsigned)launch->block[2]};
  size_t blocks = (size_t)isotach_gridDim.x * isotach_gridDim.y * isotach_gridDim.z;
  size_t threads = (size_t)isotach_blockDim.x * isotach_blockDim.y * isotach_blockDim.z;
  isotach_count(&isotach_counts.launches, 1);
  if (threads > 1024) return isotach_note(9, "line %d: a block of '%s' has %zu threads, more than 1024", launch->line, kernel->name, threads);
  enum order order = order_now();
  running = kernel->name;
  isotach_dynamic_shared = calloc(1, (size_t)launch->shared_bytes + 16);
  if (kernel->has_barrier && !make_fibres(threads))
    return free(isotach_dynamic_shared), isotach_note(2, "line %d: no memory for the threads of '%s'", launch->line, kernel->name);
  entry = kernel->entry;
  entry_arguments = arguments;
  int error = run_blocks(kernel, launch, arguments, blocks, threads, order);
  if (isotach_forget_stamps) isotach_forget_stamps();
  free(isotach_dynamic_shared);
  if (failure[0]) {
    begin_anew();
    char said[sizeof failure];
    memcpy(said, failure, sizeof said);
    failure[0] = 0;
    isotach_fail("%s", said);
  }
  return error;
}
