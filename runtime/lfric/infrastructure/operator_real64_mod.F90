! Local matrices of real(real64) values.
#define MODULE_NAME operator_real64_mod
#define OPERATOR_TYPE operator_real64_type
#define PROXY operator_real64_proxy_type
#define VALUES real(real64)
#define STALE(x) real(x, real64)
#include "operator_template.inc"
