#include "outer.h"
#define INNER 1
#define VALUE 4
#undef VALUE
#define LIST(a, b) [ a, b ]
