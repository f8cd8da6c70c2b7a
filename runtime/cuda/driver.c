/* The device, through NVIDIA's driver. The library is opened when a device is first needed, so a module can be
 * imported where there is none; what is missing is said then. The primary context is shared with everything else
 * in the process (CuPy, other modules). Where another context is current it is pushed for each call and popped after it: whoever
 * has made that one current finds it so. Where none is, it stays, as CUDA's own run-time library leaves it. */
#include "isotach_cuda.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* A fat binary: code for several architectures, from which the driver chooses. A module of OpenACC has none: GCC's
 * run-time library loads its code. */
extern const char isotach_device_image[] __attribute__((weak, visibility("hidden")));

typedef unsigned long long device_pointer;
static struct {
  int (*init)(unsigned);
  int (*device_get)(int *, int);
  int (*device_count)(int *);
  int (*retain)(void **, int);
  int (*get_current)(void **);
  int (*push)(void *);
  int (*pop)(void **);
  int (*version)(int *);
  int (*error_name)(int, const char **);
  int (*error_string)(int, const char **);
  int (*allocate)(device_pointer *, size_t);
  int (*free)(device_pointer);
  int (*to_device)(device_pointer, const void *, size_t);
  int (*to_host)(void *, device_pointer, size_t);
  int (*on_device)(device_pointer, device_pointer, size_t);
  int (*to_device_in_stream)(device_pointer, const void *, size_t, void *);
  int (*to_host_in_stream)(void *, device_pointer, size_t, void *);
  int (*on_device_in_stream)(device_pointer, device_pointer, size_t, void *);
  int (*pin)(void *, size_t, unsigned);
  int (*unpin)(void *);
  int (*load)(void **, const void *);
  int (*get_function)(void **, void *, const char *);
  int (*launch)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **);
  int (*synchronize)(void);
  int (*stream_create)(void **, unsigned);
  int (*stream_destroy)(void *);
  int (*stream_wait)(void *);
  int (*stream_wait_event)(void *, void *, unsigned);
  int (*pointer_attribute)(void *, int, device_pointer);
  int (*address_range)(device_pointer *, size_t *, device_pointer);
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
static char problem[512]; /* why there is no device */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int failed(int error, const char *what) {
  const char *name = "an error", *said = "";
  if (driver.error_name) driver.error_name(error, &name);
  if (driver.error_string) driver.error_string(error, &said);
  return isotach_note(error, "%s: %s (%s)", what, said, name);
}

static void explain(const char *what, int error) {
  const char *said = "";
  driver.error_string(error, &said);
  snprintf(problem, sizeof problem, "%s: %s", what, said);
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
                {&driver.get_current, "cuCtxGetCurrent"},
                {&driver.push, "cuCtxPushCurrent_v2"},
                {&driver.pop, "cuCtxPopCurrent_v2"},
                {&driver.version, "cuDriverGetVersion"},
                {&driver.error_name, "cuGetErrorName"},
                {&driver.error_string, "cuGetErrorString"},
                {&driver.allocate, "cuMemAlloc_v2"},
                {&driver.free, "cuMemFree_v2"},
                {&driver.to_device, "cuMemcpyHtoD_v2"},
                {&driver.to_host, "cuMemcpyDtoH_v2"},
                {&driver.on_device, "cuMemcpyDtoD_v2"},
                {&driver.to_device_in_stream, "cuMemcpyHtoDAsync_v2"},
                {&driver.to_host_in_stream, "cuMemcpyDtoHAsync_v2"},
                {&driver.on_device_in_stream, "cuMemcpyDtoDAsync_v2"},
                {&driver.pin, "cuMemHostRegister_v2"},
                {&driver.unpin, "cuMemHostUnregister"},
                {&driver.load, "cuModuleLoadData"},
                {&driver.get_function, "cuModuleGetFunction"},
                {&driver.launch, "cuLaunchKernel"},
                {&driver.synchronize, "cuCtxSynchronize"},
                {&driver.stream_create, "cuStreamCreate"},
                {&driver.stream_destroy, "cuStreamDestroy_v2"},
                {&driver.stream_wait, "cuStreamSynchronize"},
                {&driver.stream_wait_event, "cuStreamWaitEvent"},
                {&driver.pointer_attribute, "cuPointerGetAttribute"},
                {&driver.address_range, "cuMemGetAddressRange_v2"},
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
  int device = 0, count = 0, error = driver.init(0);
  if (!error) error = driver.device_count(&count);
  if (error || count == 0) {
    snprintf(problem, sizeof problem, "the CUDA driver finds no device here");
    return;
  }
  error = driver.device_get(&device, 0);
  if (!error) error = driver.retain(&context, device);
  if (!error) error = driver.push(context);
  if (error) {
    explain("the first device cannot be used", error);
    return;
  }
  if (isotach_device_image) error = driver.load(&module, isotach_device_image);
  driver.pop(0);
  if (error) {
    int version = 0;
    char what[160];
    driver.version(&version);
    snprintf(what, sizeof what, "the driver, of CUDA %d.%d, does not take the module's device code; build it with --gpu for this device, or "
             "install a newer driver", version / 1000, version % 1000 / 10);
    explain(what, error);
  }
}

static void forked(void) {
  if (!context) return;
  snprintf(problem, sizeof problem, "this process was forked from one that had used the device; start it with spawn");
}

static void start(void) {
  pthread_atfork(0, 0, forked);
  open_driver();
}

/* Between begin() and end() the context is current. */
struct visit {
  int error, pushed;
};

static struct visit begin(void) {
  struct visit visit = {0, 0};
  void *current = 0;
  pthread_once(&once, start);
  if (problem[0]) {
    visit.error = isotach_note(100, "%s", problem);
    return visit;
  }
  if (!driver.get_current(&current) && current == context) return visit;
  visit.error = driver.push(context);
  if (visit.error) failed(visit.error, "cuCtxPushCurrent");
  visit.pushed = !visit.error && current;
  return visit;
}

static void end(struct visit visit) {
  if (visit.pushed) driver.pop(0);
}

int isotach_in_context(void (*action)(void *context)) {
  struct visit visit = begin();
  if (!visit.error) action(context);
  end(visit);
  return visit.error;
}

/* The driver's answer, kept for cudaGetLastError when it is an error; `error` has it then. */
#define ASK(what, ...)                                                                                       \
  struct visit visit = begin();                                                                              \
  int error = visit.error;                                                                                   \
  if (!error && (error = driver.what(__VA_ARGS__))) failed(error, #what);                                    \
  end(visit)

int isotach_allocate(size_t bytes, void **address) {
  device_pointer made = 0;
  ASK(allocate, &made, bytes);
  if (error) return error;
  isotach_count(&isotach_counts.allocations, 1);
  *address = (void *)made;
  return 0;
}

int isotach_free(void *address) {
  ASK(free, (device_pointer)address);
  if (!error) isotach_count(&isotach_counts.frees, 1);
  return error;
}

int isotach_copy(void *to, const void *from, size_t bytes, enum isotach_direction direction) {
  struct visit visit = begin();
  int error = visit.error;
  if (error) return error;
  switch (direction) {
  case isotach_to_device: error = driver.to_device((device_pointer)to, from, bytes); break;
  case isotach_to_host: error = driver.to_host(to, (device_pointer)from, bytes); break;
  case isotach_on_device: error = driver.on_device((device_pointer)to, (device_pointer)from, bytes); break;
  }
  if (error) failed(error, "cuMemcpy");
  else isotach_count_copy(direction, bytes);
  end(visit);
  return error;
}

int isotach_copy_in_stream(void *to, const void *from, size_t bytes, enum isotach_direction direction, long long stream) {
  struct visit visit = begin();
  int error = visit.error;
  void *handle = (void *)stream;
  if (error) return error;
  switch (direction) {
  case isotach_to_device: error = driver.to_device_in_stream((device_pointer)to, from, bytes, handle); break;
  case isotach_to_host: error = driver.to_host_in_stream(to, (device_pointer)from, bytes, handle); break;
  case isotach_on_device: error = driver.on_device_in_stream((device_pointer)to, (device_pointer)from, bytes, handle); break;
  }
  if (error) failed(error, "cuMemcpyAsync");
  else isotach_count_copy(direction, bytes);
  end(visit);
  return error;
}

/* What cannot be pinned is no error of the program's: it stays ordinary memory. */
int isotach_pin_memory(void *address, size_t bytes) {
  struct visit visit = begin();
  int error = visit.error ? visit.error : driver.pin(address, bytes, 0);
  end(visit);
  return error;
}
int isotach_unpin_memory(void *address) {
  struct visit visit = begin();
  int error = visit.error ? visit.error : driver.unpin(address);
  end(visit);
  return error;
}

int isotach_synchronize(void) {
  ASK(synchronize);
  if (!error) isotach_count(&isotach_counts.waits, 1);
  return error;
}

int isotach_launch_on_device(struct isotach_kernel *kernel, const struct isotach_launch *launch, void **arguments) {
  struct visit visit = begin();
  int error = visit.error;
  if (error) return error;
  if (!kernel->function) error = driver.get_function(&kernel->function, module, kernel->name);
  if (!error)
    error = driver.launch(kernel->function, (unsigned)launch->grid[0], (unsigned)launch->grid[1], (unsigned)launch->grid[2],
                          (unsigned)launch->block[0], (unsigned)launch->block[1], (unsigned)launch->block[2],
                          (unsigned)launch->shared_bytes, (void *)launch->stream, arguments, 0);
  if (error) failed(error, kernel->name);
  else isotach_count(&isotach_counts.launches, 1);
  end(visit);
  return error;
}

int isotach_stream_create(long long *stream) {
  ASK(stream_create, (void **)stream, 0);
  return error;
}
int isotach_stream_destroy(long long stream) {
  ASK(stream_destroy, (void *)stream);
  return error;
}
int isotach_stream_wait(long long stream) {
  ASK(stream_wait, (void *)stream);
  if (!error) isotach_count(&isotach_counts.waits, 1);
  return error;
}
/* ---- arrays that a caller gave ---- */
const int isotach_on_host = 0;

const char *isotach_not_on_device(void *address, size_t bytes) {
  static __thread char text[512];
  enum { context_of = 1, memory_type = 2, device_ordinal = 9, device_memory = 2 };
  struct visit visit = begin();
  void *owner = 0; /* stays null where the memory belongs to no context, as that of the driver's pools */
  unsigned type = 0;
  int device = 0;
  device_pointer base = 0;
  size_t whole = 0;
  const char *wrong = 0;
  if (visit.error) {
    snprintf(text, sizeof text, "%s", problem[0] ? problem : "the device cannot be used");
    return text;
  }
  if (driver.pointer_attribute(&type, memory_type, (device_pointer)address) || type != device_memory ||
      driver.pointer_attribute(&device, device_ordinal, (device_pointer)address))
    wrong = "its address is not one of device memory; it was freed, or is the host's";
  else if (device != 0) {
    snprintf(text, sizeof text, "it is in the memory of device %d, and this module uses device 0", device);
    wrong = text;
  } else if (!driver.pointer_attribute(&owner, context_of, (device_pointer)address) && owner && owner != context) {
    wrong = "it is memory of another context than the device's primary one, which CuPy and others use";
  } else if (driver.address_range(&base, &whole, (device_pointer)address) || (device_pointer)address + bytes > base + whole) {
    snprintf(text, sizeof text, "its %zu bytes reach beyond the device memory that was allocated there", bytes);
    wrong = text;
  }
  end(visit);
  return wrong;
}

/* The context that is current in this thread; null: none, or the driver is not loaded. */
void *isotach_current_context(void) {
  void *context = 0;
  return driver.get_current && !driver.get_current(&context) ? context : 0;
}
void isotach_make_current(void *context) {
  void *now = isotach_current_context();
  if (!driver.push || now == context) return;
  if (now) driver.pop(0);
  driver.push(context);
}

void *isotach_context_of(void *address) {
  enum { context_of = 1 };
  void *context = 0;
  struct visit visit = begin();
  if (!visit.error && driver.pointer_attribute(&context, context_of, (device_pointer)address)) context = 0;
  end(visit);
  return context;
}

int isotach_allocation_of(void *address, void **first, size_t *bytes) {
  ASK(address_range, (device_pointer *)first, bytes, (device_pointer)address);
  return error;
}

/* The module's work is in the default stream, and in streams that wait for it and that it waits for. */
static __thread void *order;

static int order_streams(void *before, void *after) {
  struct visit visit = begin();
  int error = visit.error;
  enum { no_timing = 2 };
  if (error) return error;
  if (!order) error = driver.event_create(&order, no_timing);
  if (!error) error = driver.event_record(order, before);
  if (!error) error = driver.stream_wait_event(after, order, 0);
  if (error) failed(error, "cuStreamWaitEvent");
  end(visit);
  return error;
}

static int is_default(long long stream) { return stream == 0 || stream == 1; }
int isotach_wait_for_stream(long long stream) { return is_default(stream) ? 0 : order_streams((void *)stream, 0); }
int isotach_let_stream_wait(long long stream) { return is_default(stream) ? 0 : order_streams(0, (void *)stream); }

int isotach_event_create(long long *event) {
  ASK(event_create, (void **)event, 0);
  return error;
}
int isotach_event_destroy(long long event) {
  ASK(event_destroy, (void *)event);
  return error;
}
int isotach_event_record(long long event, long long stream) {
  ASK(event_record, (void *)event, (void *)stream);
  return error;
}
int isotach_event_wait(long long event) {
  ASK(event_wait, (void *)event);
  if (!error) isotach_count(&isotach_counts.waits, 1);
  return error;
}
int isotach_event_elapsed(float *milliseconds, long long first, long long last) {
  ASK(event_elapsed, milliseconds, (void *)first, (void *)last);
  return error;
}
int isotach_memory(long long *free, long long *total) {
  ASK(memory, (size_t *)free, (size_t *)total);
  return error;
}
int isotach_device_count(int *count) {
  ASK(device_count, count);
  return error;
}

/* numbers: the attributes of a device in this order, by the driver's numbers (CU_DEVICE_ATTRIBUTE_...); cudafor.f90
 * has their names. One that the driver does not know is 0. */
int isotach_device_property(int device, char *name, int room, int *numbers, long long *memory) {
  static const int attributes[] = {
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 31, 32, 33, 34, 36, 37, 38,
      39, 40, 41, 75, 76, 50, 78, 79, 80, 81, 82, 83, 84, 87, 89, 95, 97, 106};
  struct visit visit = begin();
  int error = visit.error;
  if (error) return error;
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; ++i)
    if (driver.device_attribute(numbers + i, attributes[i], device)) numbers[i] = 0;
  error = driver.device_name(name, room, device);
  if (!error) error = driver.device_memory((size_t *)memory, device);
  if (error) failed(error, "cuDeviceGetAttribute");
  end(visit);
  return error;
}

int isotach_driver_version(int *version) {
  ASK(version, version);
  return error;
}
