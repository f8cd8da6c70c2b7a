/* The fixed part of a Python extension, in this order; for linters and for the build, which puts the files into one
 * text. */
#include "support.h"

#include "module.h"

#include "errors.c"

#include "stop.c"

#include "statements.c"

#include "faults.c"

#include "arrays.c"

#include "scalars.c"

#include "text.c"

#include "calls.c"

#include "allocatables.c"

#include "callbacks.c"

#include "generics.c"

#include "pickle.c"

#include "variables.c"

#include "start.c"
