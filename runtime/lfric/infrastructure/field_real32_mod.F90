! Fields of real(real32) values.
#define MODULE_NAME field_real32_mod
#define FIELD field_real32_type
#define PROXY field_real32_proxy_type
#define POINTER_TYPE field_real32_pointer_type
#define VALUES real(real32)
#define CORE_TYPE type_real32
#include "field_template.inc"
