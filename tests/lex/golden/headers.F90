! RUN: isotach parse --dump=tokens %s
! RUN: isotach parse --dump=tokens -I%S/inputs/deep %s
! Macros of a header: its conditions count, headers inside it are read, guards end circles.
program headers
#include "inputs/outer.h"
#ifdef DEEP
deep = DEEP
#endif
value = VALUE
kind = LIST(1, &
            2)
end
