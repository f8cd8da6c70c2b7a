/* The table in the words of OpenMP. */
#include "isotach_cuda.h"
#include "table.h"

#include <stdlib.h>
#include <strings.h>

/* Of GCC's <omp.h>, which another C compiler does not find. */
extern int omp_get_num_devices(void);
extern int omp_get_default_device(void);
extern void *omp_target_alloc(size_t, int);
extern void omp_target_free(void *, int);
extern int omp_target_is_present(const void *, int);
extern int omp_target_associate_ptr(const void *, const void *, size_t, size_t, int);
extern int omp_target_disassociate_ptr(const void *, int);

/* Its memory says in which context the library works. */
const char *isotach_table_start(void *context) {
  void *probe;
  int same;
  if (isotach_table_device() < 0) return "the module's regions run on the host here";
  probe = omp_target_alloc(1, omp_get_default_device());
  if (!probe) return "GCC's run-time library has no memory on the device";
  same = isotach_context_of(probe) == context;
  omp_target_free(probe, omp_get_default_device());
  if (same) return 0;
  return "other code has started GCC's run-time library, in a context where this array is not known; call this module before it";
}

int isotach_table_device(void) {
  int device = omp_get_default_device();
  return device < omp_get_num_devices() ? device : -1;
}
int isotach_table_has(void *address, size_t bytes) {
  (void)bytes;
  return omp_target_is_present(address, omp_get_default_device());
}
void isotach_table_enter(void *address, size_t bytes) {
  omp_target_associate_ptr(address, address, bytes, 0, omp_get_default_device());
}
void isotach_table_leave(void *address) { omp_target_disassociate_ptr(address, omp_get_default_device()); }

const char *isotach_table_refuses(void) {
  const char *offload = getenv("OMP_TARGET_OFFLOAD");
  return offload && strcasecmp(offload, "disabled") == 0 ? "OMP_TARGET_OFFLOAD says that the module's regions run on the host" : 0;
}
