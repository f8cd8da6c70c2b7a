/* The device, through NVIDIA's driver. The library is opened when a device is first needed, so a module can be
 * imported where there is none; what is missing is said then. The primary context is shared with everything else
 * in the process (CuPy, other modules), and is made current for each call. */
#include "isotach_cuda.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* A fat binary: code for several architectures, from which the driver chooses. */
extern const char isotach_device_image[] __attribute__((visibility("hidden")));

typedef unsigned long long device_pointer;
static struct {
  int (*init)(unsigned);
  int (*device_get)(int *, int);
  int (*device_count)(int *);
  int (*retain)(void **, int);
  int (*set_current)(void *);
  int (*error_name)(int, const char **);
  int (*error_string)(int, const char **);
  int (*allocate)(device_pointer *, size_t);
  int (*free)(device_pointer);
  int (*to_device)(device_pointer, const void *, size_t);
  int (*to_host)(void *, device_pointer, size_t);
  int (*on_device)(device_pointer, device_pointer, size_t);
  int (*load)(void **, const void *);
  int (*get_function)(void **, void *, const char *);
  int (*launch)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **);
  int (*synchronize)(void);
  int (*stream_create)(void **, unsigned);
  int (*stream_destroy)(void *);
  int (*stream_wait)(void *);
  int (*event_create)(void **, unsigned);
  int (*event_destroy)(void *);
  int (*event_record)(void *, void *);
  int (*event_wait)(void *);
  int (*event_elapsed)(float *, void *, void *);
  int (*memory)(size_t *, size_t *);
  int (*device_name)(char *, int, int);
  int (*device_memory)(size_t *, int);
  int (*device_attribute)(int *, int, int);
} driver;
static void *context, *module;
static char problem[256]; /* why there is no device */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int failed(int error, const char *what) {
  const char *name = "an error", *said = "";
  if (driver.error_name) driver.error_name(error, &name);
  if (driver.error_string) driver.error_string(error, &said);
  return isotach_note(error, "%s: %s (%s)", what, said, name);
}

static void open_driver(void) {
  void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(problem, sizeof problem, "there is no CUDA driver here (%s)", dlerror());
    return;
  }
  const struct {
    void *place;
    const char *name;
  } wanted[] = {{&driver.init, "cuInit"},
                {&driver.device_get, "cuDeviceGet"},
                {&driver.device_count, "cuDeviceGetCount"},
                {&driver.retain, "cuDevicePrimaryCtxRetain"},
                {&driver.set_current, "cuCtxSetCurrent"},
                {&driver.error_name, "cuGetErrorName"},
                {&driver.error_string, "cuGetErrorString"},
                {&driver.allocate, "cuMemAlloc_v2"},
                {&driver.free, "cuMemFree_v2"},
                {&driver.to_device, "cuMemcpyHtoD_v2"},
                {&driver.to_host, "cuMemcpyDtoH_v2"},
                {&driver.on_device, "cuMemcpyDtoD_v2"},
                {&driver.load, "cuModuleLoadData"},
                {&driver.get_function, "cuModuleGetFunction"},
                {&driver.launch, "cuLaunchKernel"},
                {&driver.synchronize, "cuCtxSynchronize"},
                {&driver.stream_create, "cuStreamCreate"},
                {&driver.stream_destroy, "cuStreamDestroy_v2"},
                {&driver.stream_wait, "cuStreamSynchronize"},
                {&driver.event_create, "cuEventCreate"},
                {&driver.event_destroy, "cuEventDestroy_v2"},
                {&driver.event_record, "cuEventRecord"},
                {&driver.event_wait, "cuEventSynchronize"},
                {&driver.event_elapsed, "cuEventElapsedTime"},
                {&driver.memory, "cuMemGetInfo_v2"},
                {&driver.device_name, "cuDeviceGetName"},
                {&driver.device_memory, "cuDeviceTotalMem_v2"},
                {&driver.device_attribute, "cuDeviceGetAttribute"}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; ++i) {
    void *found = dlsym(library, wanted[i].name);
    if (!found) {
      snprintf(problem, sizeof problem, "the CUDA driver here has no %s; install a newer one", wanted[i].name);
      return;
    }
    memcpy(wanted[i].place, &found, sizeof found);
  }
  int device = 0, count = 0;
  if (driver.init(0) != 0 || driver.device_count(&count) != 0 || count == 0) {
    snprintf(problem, sizeof problem, "the CUDA driver finds no device here");
    return;
  }
  if (driver.device_get(&device, 0) != 0 || driver.retain(&context, device) != 0 || driver.set_current(context) != 0) {
    snprintf(problem, sizeof problem, "the first device cannot be used");
    return;
  }
  int error = driver.load(&module, isotach_device_image);
  if (error) {
    const char *said = "";
    driver.error_string(error, &said);
    snprintf(problem, sizeof problem, "the driver does not take the module's device code: %s", said);
  }
}

static int begin(void) {
  pthread_once(&once, open_driver);
  if (problem[0]) return isotach_note(100, "%s", problem);
  return driver.set_current(context);
}

int isotach_allocate(size_t bytes, void **address) {
  int error = begin();
  device_pointer made = 0;
  if (error) return error;
  if ((error = driver.allocate(&made, bytes))) return failed(error, "cuMemAlloc");
  *address = (void *)made;
  return 0;
}

int isotach_free(void *address) {
  int error = begin();
  return error ? error : driver.free((device_pointer)address);
}

int isotach_copy(void *to, const void *from, size_t bytes, enum isotach_direction direction) {
  int error = begin();
  if (error) return error;
  switch (direction) {
  case isotach_to_device: error = driver.to_device((device_pointer)to, from, bytes); break;
  case isotach_to_host: error = driver.to_host(to, (device_pointer)from, bytes); break;
  case isotach_on_device: error = driver.on_device((device_pointer)to, (device_pointer)from, bytes); break;
  }
  return error ? failed(error, "cuMemcpy") : 0;
}

int isotach_synchronize(void) {
  int error = begin();
  if (error) return error;
  return (error = driver.synchronize()) ? failed(error, "cuCtxSynchronize") : 0;
}

int isotach_launch_on_device(struct isotach_kernel *kernel, const struct isotach_launch *launch, void **arguments) {
  int error = begin();
  if (error) return error;
  if (!kernel->function && (error = driver.get_function(&kernel->function, module, kernel->name)))
    return failed(error, kernel->name);
  error = driver.launch(kernel->function, (unsigned)launch->grid[0], (unsigned)launch->grid[1], (unsigned)launch->grid[2],
                        (unsigned)launch->block[0], (unsigned)launch->block[1], (unsigned)launch->block[2],
                        (unsigned)launch->shared_bytes, (void *)launch->stream, arguments, 0);
  return error ? failed(error, kernel->name) : 0;
}

/* The driver's answer, kept for cudaGetLastError when it is an error. */
#define ASK(what, ...)                                                                                       \
  int error = begin();                                                                                       \
  if (!error && (error = driver.what(__VA_ARGS__))) failed(error, #what);                                    \
  return error

int isotach_stream_create(long long *stream) { ASK(stream_create, (void **)stream, 0); }
int isotach_stream_destroy(long long stream) { ASK(stream_destroy, (void *)stream); }
int isotach_stream_wait(long long stream) { ASK(stream_wait, (void *)stream); }
int isotach_event_create(long long *event) { ASK(event_create, (void **)event, 0); }
int isotach_event_destroy(long long event) { ASK(event_destroy, (void *)event); }
int isotach_event_record(long long event, long long stream) { ASK(event_record, (void *)event, (void *)stream); }
int isotach_event_wait(long long event) { ASK(event_wait, (void *)event); }
int isotach_event_elapsed(float *milliseconds, long long first, long long last) {
  ASK(event_elapsed, milliseconds, (void *)first, (void *)last);
}
int isotach_memory(long long *free, long long *total) { ASK(memory, (size_t *)free, (size_t *)total); }
int isotach_device_count(int *count) { ASK(device_count, count); }

/* numbers: the attributes of a device in this order, by the driver's numbers (CU_DEVICE_ATTRIBUTE_...); cudafor.f90
 * has their names. One that the driver does not know is 0. */
int isotach_device_property(int device, char *name, int room, int *numbers, long long *memory) {
  static const int attributes[] = {
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 31, 32, 33, 34, 36, 37, 38,
      39, 40, 41, 75, 76};
  int error = begin();
  if (error) return error;
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; ++i)
    if (driver.device_attribute(numbers + i, attributes[i], device)) numbers[i] = 0;
  error = driver.device_name(name, room, device);
  if (!error) error = driver.device_memory((size_t *)memory, device);
  return error ? failed(error, "cuDeviceGetAttribute") : 0;
}
