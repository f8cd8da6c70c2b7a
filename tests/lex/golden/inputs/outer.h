#ifndef OUTER_H
#define OUTER_H
#include "inner.h"
#include <deep.h>
#if INNER > 1
#define VALUE 1
#elif INNER == 1
#define VALUE INNER + 2
#else
#define VALUE 3
#endif
#endif
