/* Arrays in device memory that the caller has, for modules of OpenACC and OpenMP: entered into the table of GCC's run-time library.
 *
 * That table pairs addresses of the host with those of the device. With unified addressing, which every device of 64 bits
 * has, no host memory has an address of device memory, so such an array is entered under its own address: data regions
 * find it present and move nothing, and the host cannot touch it. Entered is the whole allocation, as the driver
 * knows it, once for all arrays in it, so views may overlap. It stays while a call lasts or an array is kept, no longer:
 * the allocation may be freed then, and another made at its address.
 *
 * The library ends the process when it is given what overlaps its table, so everything is checked before, and all modules
 * of a process count their arrays in one list. */
#include "isotach_cuda.h"
#include "table.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct isotach_counts isotach_counts;

/* The driver's errors end up in messages about arguments. */
static __thread char noted[512];
int isotach_note(int error, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(noted, sizeof noted, format, values);
  va_end(values);
  return error;
}

enum { no_stream = -2 }; /* nobody says in which the owner of an array uses it, so the host waits */

struct range {
  char *begin;
  size_t bytes;
  long arrays;
  int entered; /* by us */
  struct range *next;
};
struct ranges {
  pthread_mutex_t lock;
  struct range *first;
};
static struct ranges *ranges;
static long long arrays_given, ranges_entered;

void *isotach_share_ranges(void *shared) {
  if (!shared && (shared = calloc(1, sizeof *ranges))) pthread_mutex_init(&((struct ranges *)shared)->lock, 0);
  return ranges = shared;
}

/* Why arrays of the device cannot be taken; null when they can. */
static const char *unusable = "the module has not been called yet";

static void *table_context;
static void start(void *context) { unusable = isotach_table_start(table_context = context); }

/* A child of fork() has none of what the driver and the library have on the device: there the library would end the process. */
static int is_child;
static void note_child(void) { is_child = !unusable; }
int isotach_is_child(void) { return is_child; }

/* Before the first call: the library takes the context that is current, and shares it then with CuPy and others. Where there is
 * no device, or regions shall not use it, nothing is done. */
void isotach_begin_openacc(void) {
  unusable = isotach_table_refuses();
  if (!unusable && isotach_in_context(start)) unusable = noted;
  pthread_atfork(0, 0, note_child);
}

int isotach_uses_device(void) { return !unusable; }

/* The library takes a context of its own device for its own, and the driver then refuses its kernels: it ends the process.
 * So where another one is current, that of the table becomes current for the call. */
void isotach_use_table_context(void *current) {
  if (current && !unusable && current != table_context) isotach_make_current(table_context);
}

const char *isotach_given(void *address, size_t bytes, long long stream) {
  void *begin;
  size_t whole;
  if (bytes == 0) return 0;
  const char *wrong = isotach_not_on_device(address, bytes);
  if (!wrong) wrong = unusable;
  if (!wrong && isotach_table_device() != 0) wrong = "regions run on another device than the first here, or on the host";
  if (!wrong && isotach_allocation_of(address, &begin, &whole)) wrong = noted;
  if (!wrong && stream >= 0 && isotach_wait_for_stream(stream)) wrong = "its stream cannot be waited for";
  if (wrong) return wrong;
  pthread_mutex_lock(&ranges->lock);
  struct range *at = ranges->first;
  while (at && at->begin != begin) at = at->next;
  if (at) {
    ++at->arrays;
  } else if ((at = malloc(sizeof *at))) {
    *at = (struct range){begin, whole, 1, !isotach_table_has(begin, whole), ranges->first};
    ranges->first = at;
    if (at->entered) {
      isotach_table_enter(begin, whole);
      ++ranges_entered;
    }
  } else {
    wrong = "there is no memory left";
  }
  if (!wrong) ++arrays_given;
  pthread_mutex_unlock(&ranges->lock);
  return wrong;
}

void isotach_given_back(void *address, long long stream) {
  pthread_mutex_lock(&ranges->lock);
  struct range **at = &ranges->first;
  while (*at && !((*at)->begin <= (char *)address && (char *)address < (*at)->begin + (*at)->bytes)) at = &(*at)->next;
  struct range *found = *at;
  if (found && --found->arrays == 0) {
    *at = found->next;
    if (found->entered) isotach_table_leave(found->begin);
    free(found);
  }
  pthread_mutex_unlock(&ranges->lock);
  if (found && stream >= 0) isotach_let_stream_wait(stream);
  if (found && stream == no_stream) isotach_synchronize();
}

int isotach_statistics(const char **names, long long *values, int room) {
  const struct {
    const char *name;
    long long value;
  } all[] = {{"device_arrays", arrays_given}, {"ranges_entered", ranges_entered}};
  int count = 0;
  for (; count < room && count < (int)(sizeof all / sizeof *all); ++count) {
    names[count] = all[count].name;
    values[count] = all[count].value;
  }
  return count;
}
