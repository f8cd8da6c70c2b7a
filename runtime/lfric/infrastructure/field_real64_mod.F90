! Fields of real(real64) values.
#define MODULE_NAME field_real64_mod
#define FIELD field_real64_type
#define PROXY field_real64_proxy_type
#define POINTER_TYPE field_real64_pointer_type
#define VALUES real(real64)
#define CORE_TYPE type_real64
#include "field_template.inc"
