/* Arrays in device memory that the caller has: given for dummy arguments with DEVICE.
 *
 * A device variable of Fortran's has a place in host memory that nobody reads or writes, to which device memory belongs.
 * Such an array needs no such place: with unified addressing, which every device of 64 bits has, no host memory has the
 * addresses of device memory, and the host cannot touch them. So the array's own address is its place, views that
 * overlap fit together, and nothing is mapped, copied or kept. What is known of an array is its range, while the call
 * lasts: what reaches beyond it, or is used after the call, is refused as any address without device memory is. */
#include "isotach_cuda.h"

#include <pthread.h>
#include <stdlib.h>

struct range {
  char *begin;
  size_t bytes;
  struct range *next;
};
static struct range *ranges; /* of the calls under way: few */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const char *isotach_given(void *address, size_t bytes, long long stream) {
  if (bytes == 0) return 0;
  const char *wrong = isotach_not_on_device(address, bytes);
  if (wrong) return wrong;
  struct range *made = malloc(sizeof *made);
  if (!made) return "there is no memory left";
  if (stream >= 0 && isotach_wait_for_stream(stream)) {
    free(made);
    return "its stream cannot be waited for";
  }
  *made = (struct range){address, bytes, 0};
  pthread_mutex_lock(&lock);
  made->next = ranges;
  ranges = made;
  pthread_mutex_unlock(&lock);
  return 0;
}

void isotach_given_back(void *address, long long stream) {
  pthread_mutex_lock(&lock);
  struct range **at = &ranges;
  while (*at && (*at)->begin != (char *)address) at = &(*at)->next;
  struct range *found = *at;
  if (found) *at = found->next;
  pthread_mutex_unlock(&lock);
  if (!found) return;
  free(found);
  if (stream >= 0) isotach_let_stream_wait(stream);
  else if (stream == -2) isotach_synchronize(); /* nobody says in which stream its owner uses it */
}

int isotach_is_given(const char *address, size_t bytes) {
  if (!__atomic_load_n(&ranges, __ATOMIC_ACQUIRE)) return 0; /* of this thread's calls there is none */
  pthread_mutex_lock(&lock);
  struct range *at = ranges;
  while (at && !(at->begin <= address && address + bytes <= at->begin + at->bytes)) at = at->next;
  pthread_mutex_unlock(&lock);
  return at != 0;
}
