! One real(real64) value on each rank, and what all ranks' values come to.
#define MODULE_NAME scalar_real64_mod
#define SCALAR scalar_real64_type
#define VALUES real(real64)
#define CORE_TYPE type_real64
#include "scalar_template.inc"
