/* What launchers and the run-time library for CUDA Fortran share.
 *
 * A variable with DEVICE has a place in host memory, which nothing reads or writes, and a range of device
 * memory that belongs to this place (memory.c). So Fortran's own rules for shapes, ALLOCATE, pointers and
 * arguments hold as they are, and an address says which device memory is meant. */
#pragma once

#include <ISO_Fortran_binding.h>
#include <stddef.h>

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
int isotach_launch_on_device(struct isotach_kernel* kernel, const struct isotach_launch* launch,
                             void** arguments);
int isotach_synchronize(void);
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

/* Keeps an error for cudaGetLastError; returns its number. */
int isotach_note(int error, const char* format, ...) __attribute__((format(printf, 2, 3)));
/* Ends the program, or raises in Python. */
void isotach_fail(const char* format, ...) __attribute__((format(printf, 1, 2)));
