! Local matrices of integer(int32) values.
#define MODULE_NAME operator_int32_mod
#define OPERATOR_TYPE operator_int32_type
#define PROXY operator_int32_proxy_type
#define VALUES integer(int32)
#define STALE(x) int(min(max(x, -2.0d9), 2.0d9), int32)
#include "operator_template.inc"
