/* The table in the words of OpenACC. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

/* Of GCC's <openacc.h>, which another C compiler does not find. */
enum { acc_device_nvidia = 5 };
extern int acc_get_device_type(void);
extern int acc_get_device_num(int);
extern int acc_is_present(void *, size_t);
extern void acc_map_data(void *, void *, size_t);
extern void acc_unmap_data(void *);
extern void *acc_get_current_cuda_context(void);

const char *isotach_table_start(void *context) {
  static char any;
  if (acc_get_device_type() != acc_device_nvidia) return "the module's regions run on the host here";
  acc_is_present(&any, 1); /* starts it; acc_init ends the process where it runs */
  if (acc_get_current_cuda_context() == context) return 0;
  return "other code has started GCC's run-time library, in a context where this array is not known; call this module before it";
}

int isotach_table_device(void) {
  return acc_get_device_type() == acc_device_nvidia ? acc_get_device_num(acc_device_nvidia) : -1;
}
int isotach_table_has(void *address, size_t bytes) { return acc_is_present(address, bytes); }
void isotach_table_enter(void *address, size_t bytes) { acc_map_data(address, address, bytes); }
void isotach_table_leave(void *address) { acc_unmap_data(address); }

const char *isotach_table_refuses(void) {
  const char *type = getenv("ACC_DEVICE_TYPE");
  return type && strcmp(type, "host") == 0 ? "ACC_DEVICE_TYPE says that the module's regions run on the host" : 0;
}
