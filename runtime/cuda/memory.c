/* Device memory: which range belongs to which host range; copies of whole arrays and sections.
 *
 * The memory is taken where a variable begins: after ALLOCATE, at the start of its procedure, for variables of
 * modules in the procedures that use them. Its entry is found by the host address, so a part of it, a dummy argument or
 * a pointer finds it too. An entry ends at DEALLOCATE or when its procedure ends. Where that is not seen (an exception
 * has left the procedure), the entry is dropped when another variable begins at its addresses. */
#include "isotach_cuda.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  char *host, *device;
  size_t bytes;
  const void *call; /* of Python's, which the variable does not outlive; null: it may */
};

/* Ordered by address, disjoint. */
static struct entry *entries;
static size_t entry_count, entry_room;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Ranges that this thread asked for lately, found without the lock: a launch asks for one an argument. They hold as long
 * as no entry was made or dropped. */
static unsigned long generation = 1;
static __thread struct {
  char *host, *device;
  size_t bytes;
  unsigned long generation;
} recent[64];

struct isotach_counts isotach_counts;
static int last_error;
static char last_message[512];

int isotach_note(int error, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(last_message, sizeof last_message, format, list);
  va_end(list);
  return last_error = error;
}

void _gfortran_error_stop_string(const char *, size_t, _Bool);

/* The call of Python's that is under way in this thread; without Python there is none. */
const void *isotach_call(void) __attribute__((weak, visibility("hidden")));
static void forget_call(const void *call);

void isotach_fail(const char *format, ...) {
  char text[512];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (isotach_call) forget_call(isotach_call());
  _gfortran_error_stop_string(text, strlen(text), 0);
}

/* The first entry that ends after an address. */
static size_t find(const char *host) {
  size_t low = 0, high = entry_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (entries[middle].host + entries[middle].bytes <= host) low = middle + 1;
    else high = middle;
  }
  return low;
}

static void drop(size_t at) {
  __atomic_fetch_add(&generation, 1, __ATOMIC_RELEASE);
  isotach_free(entries[at].device);
  memmove(entries + at, entries + at + 1, (entry_count - at - 1) * sizeof *entries);
  --entry_count;
}

/* The procedures of a call are left by an exception: what is their own ends. */
static void forget_call(const void *call) {
  pthread_mutex_lock(&lock);
  for (size_t at = entry_count; at > 0; --at)
    if (call && entries[at - 1].call == call) drop(at - 1);
  pthread_mutex_unlock(&lock);
}

/* A new entry before number `at`; null after an error. */
static char *add(size_t at, char *host, size_t bytes) {
  void *made = 0;
  if (isotach_allocate(bytes, &made)) return 0;
  if (entry_count == entry_room) {
    entry_room = entry_room ? 2 * entry_room : 64;
    entries = realloc(entries, entry_room * sizeof *entries);
  }
  __atomic_fetch_add(&generation, 1, __ATOMIC_RELEASE);
  memmove(entries + at + 1, entries + at, (entry_count - at) * sizeof *entries);
  entries[at] = (struct entry){host, made, bytes, 0};
  ++entry_count;
  return made;
}

/* The device address of [host, host + bytes); null after an error. `whole`: it may be a variable whose beginning was
 * not seen, a component for one, and gets its memory now. */
static char *translate(char *host, size_t bytes, int whole, const char *name) {
  static char nothing;
  if (bytes == 0) return &nothing;
  size_t slot = ((size_t)host >> 4 ^ (size_t)host >> 12) % (sizeof recent / sizeof *recent);
  if (recent[slot].host == host && recent[slot].bytes == bytes &&
      recent[slot].generation == __atomic_load_n(&generation, __ATOMIC_ACQUIRE))
    return recent[slot].device;
  if (isotach_is_given(host, bytes)) return host;
  pthread_mutex_lock(&lock);
  char *device = 0;
  size_t at = find(host);
  int meets = at < entry_count && entries[at].host < host + bytes;
  int inside = meets && entries[at].host <= host && host + bytes <= entries[at].host + entries[at].bytes;
  if (inside) device = entries[at].device + (host - entries[at].host);
  else if (!meets && whole) device = add(at, host, bytes);
  if (device) {
    recent[slot].host = host, recent[slot].bytes = bytes;
    recent[slot].device = device, recent[slot].generation = generation;
  }
  pthread_mutex_unlock(&lock);
  if (device) return device;
  if (!meets && whole) isotach_fail("%zu bytes of device memory for '%s': %s", bytes, name, last_message);
  else isotach_fail("'%s' is not, or not whole, in device memory: its variable has no DEVICE, or is smaller than is said here", name);
  return 0;
}

/* Elements from the first to the last in memory; a section lies inside the range of its whole. */
static int hull(const CFI_cdesc_t *part, char **begin, size_t *bytes) {
  *begin = part->base_addr;
  *bytes = part->base_addr ? part->elem_len : 0;
  if (!part->base_addr) return 1;
  ptrdiff_t low = 0, high = 0;
  for (int d = 0; d < part->rank; ++d) {
    CFI_index_t extent = part->dim[d].extent;
    if (extent == -1) return 0; /* of assumed size */
    if (extent <= 0) {
      *bytes = 0;
      return 1;
    }
    ptrdiff_t reach = (ptrdiff_t)(extent - 1) * part->dim[d].sm;
    if (reach < 0) low += reach;
    else high += reach;
  }
  *begin += low;
  *bytes = (size_t)(high - low) + part->elem_len;
  return 1;
}

static char *address_of(const CFI_cdesc_t *variable, const char *name) {
  char *begin;
  size_t bytes;
  int whole = hull(variable, &begin, &bytes);
  if (!whole) bytes = variable->elem_len;
  char *device = translate(begin, bytes, whole, name);
  return device ? device + ((char *)variable->base_addr - begin) : 0;
}

/* Host execution hears of what a kernel gets. */
static void tell(const CFI_cdesc_t *variable, char *device, const char *name) {
#ifdef ISOTACH_HOST_EXEC
  char *begin;
  size_t bytes;
  if (!isotach_argument) return;
  if (!hull(variable, &begin, &bytes)) { /* of assumed size: to the end of what it is a part of */
    pthread_mutex_lock(&lock);
    size_t at = find(begin);
    if (at < entry_count && entries[at].host <= begin) bytes = (size_t)(entries[at].host + entries[at].bytes - begin);
    pthread_mutex_unlock(&lock);
  }
  isotach_argument(name, device + (begin - (char *)variable->base_addr), bytes, variable->elem_len);
#else
  (void)variable, (void)device, (void)name;
#endif
}

static int is_absent(const CFI_cdesc_t *variable, int optional, const struct isotach_launch *launch, const char *name) {
  if (variable && variable->base_addr) return 0;
  if (!optional) isotach_fail("line %d: the variable given for '%s' is not allocated", launch->line, name);
  return 1;
}

void *isotach_device_address(const CFI_cdesc_t *variable, int optional, const struct isotach_launch *launch, const char *name) {
  if (is_absent(variable, optional, launch, name)) return 0;
  char *device = address_of(variable, name);
  if (device) tell(variable, device, name);
  return device;
}

int isotach_view(const CFI_cdesc_t *variable, int optional, size_t element, int rank, const long long *lower, long long *view,
                 const struct isotach_launch *launch, const char *name) {
  memset(view, 0, (size_t)(1 + 3 * rank) * sizeof *view);
  if (is_absent(variable, optional, launch, name)) return optional;
  char *device = address_of(variable, name);
  if (!device) return 0;
  tell(variable, device, name);
  view[0] = (long long)(size_t)device;
  for (int d = 0; d < rank; ++d) {
    if (variable->dim[d].sm % (ptrdiff_t)element != 0) {
      isotach_fail("line %d: the elements of '%s' lie in objects of another size", launch->line, name);
      return 0;
    }
    view[1 + d] = lower ? lower[d] : 1;
    view[1 + rank + d] = variable->dim[d].extent;
    view[1 + 2 * rank + d] = variable->dim[d].sm / (ptrdiff_t)element;
  }
  return 1;
}

int isotach_launch_kernel(struct isotach_kernel *kernel, const struct isotach_launch *launch, void **arguments) {
  for (int d = 0; d < 3; ++d)
    if (launch->grid[d] <= 0 || launch->block[d] <= 0) {
      return isotach_note(9, "line %d: '%s' is launched with %d x %d x %d blocks of %d x %d x %d threads", launch->line, kernel->name,
                   launch->grid[0], launch->grid[1], launch->grid[2], launch->block[0], launch->block[1], launch->block[2]);
    }
  return isotach_launch_on_device(kernel, launch, arguments);
}

/* ---- what the host's Fortran calls ---- */

/* Dimensions of a part that lie in memory without gaps, in both; the bytes of one such run. */
static int run_of(const CFI_cdesc_t *a, const CFI_cdesc_t *b, size_t *bytes) {
  int d = 0;
  *bytes = a->elem_len;
  while (d < a->rank && a->dim[d].sm == (CFI_index_t)*bytes && (!b || b->dim[d].sm == (CFI_index_t)*bytes)) {
    *bytes *= (size_t)a->dim[d].extent;
    ++d;
  }
  return d;
}

/* Copies runs; to or from may be null descriptors' places: `fixed` is copied everywhere then. */
static int copy_runs(char *to, const CFI_cdesc_t *to_part, const char *from, const CFI_cdesc_t *from_part,
                     enum isotach_direction direction) {
  size_t bytes;
  int first = run_of(to_part, from_part, &bytes), rank = to_part->rank;
  if (bytes == 0) return 0;
  CFI_index_t at[CFI_MAX_RANK] = {0};
  for (;;) {
    ptrdiff_t there = 0, here = 0;
    for (int d = first; d < rank; ++d) {
      there += at[d] * to_part->dim[d].sm;
      if (from_part) here += at[d] * from_part->dim[d].sm;
    }
    int error = isotach_copy(to + there, from + here, bytes, direction);
    if (error) return error;
    int d = first;
    while (d < rank && ++at[d] == to_part->dim[d].extent) at[d++] = 0;
    if (d == rank) return 0;
  }
}

static int is_empty(const CFI_cdesc_t *part) {
  for (int d = 0; d < part->rank; ++d)
    if (part->dim[d].extent <= 0) return 1;
  return 0;
}

static int shapes_agree(const CFI_cdesc_t *to, const CFI_cdesc_t *from, int line) {
  if (!to->base_addr || !from->base_addr) {
    isotach_fail("line %d: a variable of this assignment is not allocated", line);
    return 0;
  }
  int agree = to->rank == from->rank;
  for (int d = 0; agree && d < to->rank; ++d) agree = to->dim[d].extent == from->dim[d].extent;
  if (!agree) isotach_fail("line %d: the two sides of this assignment differ in shape", line);
  return agree;
}

static int is_there(const CFI_cdesc_t *whole, int line) {
  if (whole->base_addr) return 1;
  isotach_fail("line %d: the variable with DEVICE is not allocated", line);
  return 0;
}

/* Where a part of a device variable is on the device; the whole gets its memory when it has none. Of a whole of assumed
 * size the part must be there. */
static char *part_address(const CFI_cdesc_t *whole, const CFI_cdesc_t *part) {
  char *begin;
  size_t bytes;
  if (!hull(whole, &begin, &bytes)) {
    hull(part, &begin, &bytes);
    char *there = translate(begin, bytes, 0, "a device variable");
    return there ? there + ((char *)part->base_addr - begin) : 0;
  }
  char *device = address_of(whole, "a device variable");
  return device ? device + ((char *)part->base_addr - (char *)whole->base_addr) : 0;
}

/* One value many times, in memory that the caller frees. */
static char *filled_with(const CFI_cdesc_t *value, size_t bytes) {
  char *filled = malloc(bytes);
  if (!filled) return 0;
  memcpy(filled, value->base_addr, value->elem_len);
  for (size_t have = value->elem_len; have < bytes; have *= 2)
    memcpy(filled + have, filled, have < bytes - have ? have : bytes - have);
  return filled;
}

void isotach_put(const CFI_cdesc_t *whole, const CFI_cdesc_t *part, const CFI_cdesc_t *value, const int *line) {
  if (!is_there(whole, *line)) return;
  if (value->rank != 0 && !shapes_agree(part, value, *line)) return;
  if (is_empty(part)) return;
  char *device = part_address(whole, part);
  if (!device) return;
  int error;
  if (value->rank != 0 || part->rank == 0) {
    error = copy_runs(device, part, value->base_addr, value->rank ? value : 0, isotach_to_device);
  } else { /* one value everywhere */
    size_t bytes;
    run_of(part, 0, &bytes);
    char *filled = filled_with(value, bytes);
    if (!filled) return isotach_fail("line %d: there is no memory left", *line);
    error = copy_runs(device, part, filled, 0, isotach_to_device);
    free(filled);
  }
  if (error) isotach_fail("line %d: copying to the device: %s", *line, last_message);
}

void isotach_get(const CFI_cdesc_t *host, const CFI_cdesc_t *whole, const CFI_cdesc_t *part, const int *line) {
  if (!is_there(whole, *line) || !shapes_agree(host, part, *line) || is_empty(part)) return;
  char *device = part_address(whole, part);
  if (!device) return;
  if (copy_runs(host->base_addr, host, device, part, isotach_to_host))
    isotach_fail("line %d: copying from the device: %s", *line, last_message);
}

/* The elements in their order, whatever the shape. */
void isotach_fetch(const CFI_cdesc_t *host, const CFI_cdesc_t *whole, const CFI_cdesc_t *part, const int *line) {
  CFI_CDESC_T(CFI_MAX_RANK) shaped;
  CFI_index_t extents[CFI_MAX_RANK];
  for (int d = 0; d < part->rank; ++d) extents[d] = part->dim[d].extent;
  CFI_cdesc_t *same = (CFI_cdesc_t *)&shaped;
  if (CFI_establish(same, host->base_addr, CFI_attribute_other, part->type, part->elem_len, part->rank, extents))
    isotach_fail("line %d: no descriptor of the host's array", *line);
  else isotach_get(same, whole, part, line);
}

void isotach_move(const CFI_cdesc_t *to_whole, const CFI_cdesc_t *to, const CFI_cdesc_t *from_whole,
                  const CFI_cdesc_t *from, const int *line) {
  if (!is_there(to_whole, *line) || !is_there(from_whole, *line) || !shapes_agree(to, from, *line) || is_empty(to)) return;
  char *there = part_address(to_whole, to), *here = part_address(from_whole, from);
  if (!there || !here) return;
  if (copy_runs(there, to, here, from, isotach_on_device))
    isotach_fail("line %d: copying on the device: %s", *line, last_message);
}

/* cudaMemcpy and cudaMemcpyAsync: the first `count` elements from where to and from stand; which of them are device
 * variables is in `sides` (1: the target, 2: the source), and 4 there says that the copy is work of the stream, under
 * way when this returns if the host's memory is pinned. */
int isotach_memcpy(const CFI_cdesc_t *to_whole, const CFI_cdesc_t *to, const CFI_cdesc_t *from_whole, const CFI_cdesc_t *from,
                   long long count, int sides, long long stream) {
  static const enum isotach_direction directions[] = {isotach_on_device, isotach_to_device, isotach_to_host, isotach_on_device};
  if (count <= 0) return count == 0 ? 0 : isotach_note(1, "cudaMemcpy: a negative count");
  if (!to->base_addr || !from->base_addr) return isotach_note(1, "cudaMemcpy: a variable is not allocated");
  if (to->elem_len != from->elem_len) return isotach_note(1, "cudaMemcpy: the two sides differ in type");
  char *there = to->base_addr, *here = from->base_addr;
  if (sides & 1) there = part_address(to_whole, to);
  if (sides & 2) here = part_address(from_whole, from);
  if (!there || !here) return 2;
  size_t bytes = (size_t)count * to->elem_len;
  if ((sides & 3) == 0) {
    int error = sides & 4 ? isotach_stream_wait(stream) : 0;
    if (!error) memmove(there, here, bytes);
    return error;
  }
  return sides & 4 ? isotach_copy_in_stream(there, here, bytes, directions[sides & 3], stream)
                   : isotach_copy(there, here, bytes, directions[sides & 3]);
}

/* cudaMemcpy2D: extent[3] columns of extent[2] elements; from one column to the next are extent[0] elements in the target
 * and extent[1] in the source. */
int isotach_memcpy2d(const CFI_cdesc_t *to_whole, const CFI_cdesc_t *to, const CFI_cdesc_t *from_whole, const CFI_cdesc_t *from,
                     const long long *extent, int sides, long long stream) {
  if (extent[2] < 0 || extent[3] < 0 || extent[0] < extent[2] || extent[1] < extent[2])
    return isotach_note(1, "cudaMemcpy2D: columns are longer than the distance between them");
  CFI_cdesc_t target = *to, source = *from;
  for (long long column = 0; column < extent[3]; ++column) {
    int error = isotach_memcpy(to_whole, &target, from_whole, &source, extent[2], sides, stream);
    if (error) return error;
    target.base_addr = (char *)target.base_addr + (size_t)extent[0] * to->elem_len;
    source.base_addr = (char *)source.base_addr + (size_t)extent[1] * from->elem_len;
  }
  return 0;
}

/* cudaMemset: one value in the first `count` elements. */
int isotach_memset(const CFI_cdesc_t *whole, const CFI_cdesc_t *to, const CFI_cdesc_t *value, long long count) {
  if (count <= 0) return count == 0 ? 0 : isotach_note(1, "cudaMemset: a negative count");
  if (!to->base_addr || to->elem_len != value->elem_len) return isotach_note(1, "cudaMemset: the value is not of the variable's type");
  char *there = part_address(whole, to);
  size_t bytes = (size_t)count * to->elem_len;
  char *filled = there ? filled_with(value, bytes) : 0;
  if (!filled) return isotach_note(2, "out of memory");
  int error = isotach_copy(there, filled, bytes, isotach_to_device);
  free(filled);
  return error;
}

/* The variable begins. One that is there already, of a module, stays. */
void isotach_enter(const CFI_cdesc_t *whole, int own, int line, const char *name, int length) {
  char *begin;
  size_t bytes;
  if (!whole->base_addr || !hull(whole, &begin, &bytes) || bytes == 0) return;
  pthread_mutex_lock(&lock);
  size_t at = find(begin);
  char *device = 0;
  if (at < entry_count && entries[at].host == begin && entries[at].bytes == bytes) device = entries[at].device;
  else {
    while (at < entry_count && entries[at].host < begin + bytes) drop(at);
    device = add(at, begin, bytes);
  }
  if (device) entries[at].call = own && isotach_call ? isotach_call() : 0;
  pthread_mutex_unlock(&lock);
  if (!device) isotach_fail("line %d: %zu bytes of device memory for '%.*s': %s", line, bytes, length, name, last_message);
}

/* The variable ends, or is deallocated next. */
void isotach_leave(const CFI_cdesc_t *whole) {
  char *begin;
  size_t bytes;
  if (!hull(whole, &begin, &bytes) || bytes == 0) return;
  pthread_mutex_lock(&lock);
  size_t at = find(begin);
  while (at < entry_count && entries[at].host < begin + bytes) drop(at);
  pthread_mutex_unlock(&lock);
}

int isotach_last_error(int clear) {
  int error = last_error;
  if (clear) last_error = 0;
  return error;
}

void isotach_error_text(int error, char *text, int room) {
  const char *said = error == 0 ? "no error" : last_message;
  snprintf(text, (size_t)room, "%s", said);
}

size_t isotach_device_bytes(void) {
  size_t bytes = 0;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < entry_count; ++i) bytes += entries[i].bytes;
  pthread_mutex_unlock(&lock);
  return bytes;
}

/* ---- reductions of !$cuf kernel do ---- */
static size_t blocks_of(const struct isotach_launch *launch) {
  return (size_t)launch->grid[0] * (size_t)launch->grid[1] * (size_t)launch->grid[2];
}

void *isotach_partials(const struct isotach_launch *launch, size_t bytes) {
  void *made = 0;
  if (isotach_allocate(blocks_of(launch) * bytes, &made))
    isotach_fail("line %d: device memory for a reduction: %s", launch->line, last_message);
  return made;
}

void *isotach_collect(void *partials, const struct isotach_launch *launch, size_t bytes, int launched) {
  size_t all = blocks_of(launch) * bytes;
  char *found = launched ? malloc(all) : 0;
  int error = found ? isotach_copy(found, partials, all, isotach_to_host) : 1;
  isotach_free(partials);
  if (!error) return found;
  free(found);
  isotach_fail("line %d: the reduction was not computed: %s", launch->line, last_message);
  return 0;
}

int isotach_scalar(const CFI_cdesc_t *variable, int on_device, void *value, int store, const struct isotach_launch *launch,
                   const char *name) {
  void *place = on_device ? isotach_device_address(variable, 0, launch, name) : variable->base_addr;
  if (!place) return 0;
  int error = 0;
  if (!on_device) memcpy(store ? place : value, store ? value : place, variable->elem_len);
  else if (store) error = isotach_copy(place, value, variable->elem_len, isotach_to_device);
  else error = isotach_copy(value, place, variable->elem_len, isotach_to_host);
  if (error) isotach_fail("line %d: copying '%s': %s", launch->line, name, last_message);
  return !error;
}

int isotach_statistics(const char **names, long long *values, int room) {
  const struct isotach_counts *c = &isotach_counts;
  const struct {
    const char *name;
    long long value;
  } all[] = {{"bytes_to_device", c->bytes_to_device}, {"bytes_to_host", c->bytes_to_host},
             {"bytes_on_device", c->bytes_on_device}, {"copies_to_device", c->copies_to_device},
             {"copies_to_host", c->copies_to_host},   {"copies_on_device", c->copies_on_device},
             {"allocations", c->allocations},         {"frees", c->frees},
             {"launches", c->launches},               {"waits", c->waits},
             {"device_bytes", (long long)isotach_device_bytes()}};
  int count = (int)(sizeof all / sizeof *all);
  for (int i = 0; i < count && i < room; ++i) names[i] = all[i].name, values[i] = all[i].value;
  return count;
}
