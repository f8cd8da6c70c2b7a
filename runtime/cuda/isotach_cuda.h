/* What launchers and the run-time library for CUDA Fortran share.
 *
 * A variable with DEVICE has a place in host memory, which nothing reads or writes, and a range of device
 * memory that belongs to this place (memory.c). So Fortran's own rules for shapes, ALLOCATE, pointers and
 * arguments hold as they are, and an address says which device memory is meant. */
#pragma once

#include <ISO_Fortran_binding.h>
#include <stddef.h>
#include <stdio.h>

struct isotach_launch {
  int grid[3], block[3];
  int shared_bytes, line;
  long long stream;
};

struct isotach_kernel {
  const char* name;
  int has_barrier;
  void (*entry)(void**);
  void* function; /* the driver's, once it was asked for */
};

/* A kernel that a launcher knows. For GPUs its name is kept in a section, so that `isotach check` can see
 * whether the image has every kernel that is launched. */
#ifdef ISOTACH_HOST_EXEC
#define ISOTACH_KERNEL(kernel, name, barrier)                                                                \
  static struct isotach_kernel kernel = {#name, barrier, isotach_run_##name, 0}
#else
#define ISOTACH_KERNEL(kernel, name, barrier)                                                                \
  static const char kernel##_name[] __attribute__((used, section(".isotach.kernels"))) = #name;              \
  static struct isotach_kernel kernel = {kernel##_name, barrier, 0, 0}
#endif

/* Where the first element of a device variable is on the device; null when it is OPTIONAL and absent, or
 * after an error, which was raised. */
void* isotach_device_address(const CFI_cdesc_t* variable, int optional, const struct isotach_launch* launch,
                             const char* name);
/* Fills the words of a view (isotach_device.h); 0 after an error. `lower`: the bounds of a module's array. */
int isotach_view(const CFI_cdesc_t* variable, int optional, size_t element, int rank, const long long* lower,
                 long long* view, const struct isotach_launch* launch, const char* name);
/* 0, or an error's number, which cudaGetLastError gives too. */
int isotach_launch_kernel(struct isotach_kernel* kernel, const struct isotach_launch* launch,
                          void** arguments);

/* Reductions: device memory for a value of each block; these values on the host, in memory that the caller
 * frees, and the device memory given back; the scalar that they are combined with, read or stored. Each gives
 * null or 0 after an error, which was raised. */
void* isotach_partials(const struct isotach_launch* launch, size_t bytes);
void* isotach_collect(void* partials, const struct isotach_launch* launch, size_t bytes, int launched);
int isotach_scalar(const CFI_cdesc_t* variable, int on_device, void* value, int store,
                   const struct isotach_launch* launch, const char* name);

/* ---- between memory.c and what stands for the device: driver.c or host_exec.c ---- */
enum isotach_direction { isotach_to_device, isotach_to_host, isotach_on_device };
/* Return 0, or an error's number after isotach_note(). */
int isotach_allocate(size_t bytes, void** address);
int isotach_free(void* address);
int isotach_copy(void* to, const void* from, size_t bytes, enum isotach_direction direction);
/* As work of a stream: it may be under way when this returns. Of ordinary host memory what is read is read
 * before. */
int isotach_copy_in_stream(void* to, const void* from, size_t bytes, enum isotach_direction direction,
                           long long stream);
int isotach_launch_on_device(struct isotach_kernel* kernel, const struct isotach_launch* launch,
                             void** arguments);
int isotach_synchronize(void);
void* isotach_context_of(void* address); /* that device memory belongs to; null: not known */
/* Host memory that the device reads and writes itself; an error when it cannot be, and then it stays
 * ordinary. */
int isotach_pin_memory(void* address, size_t bytes);
int isotach_unpin_memory(void* address);
/* Streams and events: handles of the driver; stream 0 is the default one. */
int isotach_stream_create(long long* stream);
int isotach_stream_destroy(long long stream);
int isotach_stream_wait(long long stream);
int isotach_event_create(long long* event);
int isotach_event_destroy(long long event);
int isotach_event_record(long long event, long long stream);
int isotach_event_wait(long long event);
int isotach_event_elapsed(float* milliseconds, long long first, long long last);
int isotach_memory(long long* free, long long* total);
int isotach_device_count(int* count);
int isotach_device_property(int device, char* name, int room, int* numbers, long long* memory);
int isotach_driver_version(int* version);

/* ---- arrays of device memory that a caller gave (given.c, ../acc/given.c): they are their own place on the
 * host ---- */
/* For as long as a call lasts, or the array is kept; null, or what is wrong with it. `stream`: that makes the
 * array, -1 for none. */
const char* isotach_given(void* address, size_t bytes, long long stream);
void isotach_given_back(void* address, long long stream);
int isotach_is_given(const char* address, size_t bytes);
/* Of what stands for the device: whether these bytes are memory of the device that is used, else what they
 * are. */
const char* isotach_not_on_device(void* address, size_t bytes);
/* Work of the module begins after what the stream has, and the stream goes on after the module's work. */
int isotach_wait_for_stream(long long stream);
int isotach_let_stream_wait(long long stream);
/* The allocation that an address is in. */
int isotach_allocation_of(void* address, void** first, size_t* bytes);
/* Calls it with the driver's primary context, which is current meanwhile. */
int isotach_in_context(void (*action)(void* context));
extern const int isotach_on_host; /* host execution: the device's memory is the host's */

/* Of OpenACC: its regions run on the device, in the context that is shared. */
int isotach_uses_device(void);

/* What was done since the module was imported, counted where the driver has done it. */
struct isotach_counts {
  long long bytes_to_device, bytes_to_host, bytes_on_device;
  long long copies_to_device, copies_to_host, copies_on_device;
  long long allocations, frees, launches, waits;
};
extern struct isotach_counts isotach_counts;
static inline void isotach_count(long long* counter, long long by) {
  __atomic_fetch_add(counter, by, __ATOMIC_RELAXED);
}
static inline void isotach_count_copy(enum isotach_direction direction, size_t bytes) {
  isotach_count(direction == isotach_to_device ? &isotach_counts.copies_to_device
                : direction == isotach_to_host ? &isotach_counts.copies_to_host
                                               : &isotach_counts.copies_on_device,
                1);
  isotach_count(direction == isotach_to_device ? &isotach_counts.bytes_to_device
                : direction == isotach_to_host ? &isotach_counts.bytes_to_host
                                               : &isotach_counts.bytes_on_device,
                (long long)bytes);
}
/* Of device variables: what they have now. */
size_t isotach_device_bytes(void);
/* The counts by name, for Python; how many there are. */
int isotach_statistics(const char** names, long long* values, int room);

#ifdef ISOTACH_HOST_EXEC
/* ---- host execution: what is running, for messages and for races.c ---- */
struct isotach_now {
  int running;
  size_t block, thread; /* numbers from 0 */
  unsigned epoch;       /* barriers passed */
  char* dynamic_shared;
  size_t dynamic_bytes;
};
extern struct isotach_now isotach_now;
/* An array that the next launch gets; with --check-races only. */
void isotach_argument(const char* name, void* begin, size_t bytes, size_t element) __attribute__((weak));
void isotach_forget_stamps(void) __attribute__((weak));
/* "file.cuf:12" of an address in the module's code. */
void isotach_line_of(void* place, char* text, size_t room);
/* "thread 3 of block 2", from 1, as Fortran numbers them. */
void isotach_thread_text(size_t block, size_t thread, char* text, size_t room);
/* Ends the kernel with a message, from inside it. */
void isotach_kernel_fails(const char* format, ...) __attribute__((format(printf, 1, 2)));
#endif

/* Keeps an error for cudaGetLastError; returns its number. */
int isotach_note(int error, const char* format, ...) __attribute__((format(printf, 2, 3)));
/* Ends the program, or raises in Python. */
void isotach_fail(const char* format, ...) __attribute__((format(printf, 1, 2)));
