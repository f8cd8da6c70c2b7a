! Fields of integer(int32) values.
#define MODULE_NAME field_int32_mod
#define FIELD field_int32_type
#define PROXY field_int32_proxy_type
#define POINTER_TYPE field_int32_pointer_type
#define VALUES integer(int32)
#define CORE_TYPE type_int32
#include "field_template.inc"
