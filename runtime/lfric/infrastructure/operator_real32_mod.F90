! Local matrices of real(real32) values.
#define MODULE_NAME operator_real32_mod
#define OPERATOR_TYPE operator_real32_type
#define PROXY operator_real32_proxy_type
#define VALUES real(real32)
#define STALE(x) real(x, real32)
#include "operator_template.inc"
