! One real(real32) value on each rank, and what all ranks' values come to.
#define MODULE_NAME scalar_real32_mod
#define SCALAR scalar_real32_type
#define VALUES real(real32)
#define CORE_TYPE type_real32
#include "scalar_template.inc"
