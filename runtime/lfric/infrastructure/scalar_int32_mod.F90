! One integer(int32) value on each rank, and what all ranks' values come to.
#define MODULE_NAME scalar_int32_mod
#define SCALAR scalar_int32_type
#define VALUES integer(int32)
#define CORE_TYPE type_int32
#include "scalar_template.inc"
