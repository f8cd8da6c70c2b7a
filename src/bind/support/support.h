/* What the generated wrappers and the fixed part of a Python extension share.
 *
 * Generated C starts with support.h and module.h; the fixed part follows, in the order errors.c, stop.c,
 * statements.c, faults.c, arrays.c, scalars.c, text.c, calls.c, allocatables.c, callbacks.c, generics.c,
 * variables.c, start.c, or is a file of its own (module.h says when). They use the limited API 3.11 and no
 * header of NumPy. Names start with iso_. All functions return 1 for success and 0 with a Python exception
 * set, unless they say differently.
 */
#ifndef ISO_SUPPORT_H
#define ISO_SUPPORT_H

#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <link.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#define ISO_UNUSED __attribute__((unused))
/* Stores by size through a void pointer: inlined, GCC would warn of the sizes that the local does not have.
 */
#define ISO_APART __attribute__((noinline))
#define ISO_RARELY(condition) __builtin_expect(!!(condition), 0)

/* Fortran's extents travel as 64-bit integers, NumPy's as Py_ssize_t; shapes are passed on without a copy. */
typedef char
    iso_needs_64_bit[sizeof(Py_ssize_t) == sizeof(int64_t) && sizeof(long) == sizeof(int64_t) ? 1 : -1];

typedef struct {
  float re, im;
} iso_complex4;
typedef struct {
  double re, im;
} iso_complex8;

/* A type that crosses; `numbers` has bit n set when NumPy's type number n has this layout. */
typedef struct {
  char base; /* i, r, c, l, s: integer, real, complex, logical, character */
  int size;  /* bytes of an element */
  uint32_t numbers;
  const char* formats; /* letters of the buffer protocol with this layout */
  const char* name;    /* of the dtype */
  PyObject* dtype;
} iso_type;

enum {                        /* of iso_argument.flags */
       ISO_IN_PLACE = 1,      /* the caller's memory, never a copy */
       ISO_WRITES = 2,        /* Fortran may store into it */
       ISO_ANY_RANK = 4,      /* a(*): any rank; a scalar: any rank, one element */
       ISO_C_ORDER = 8,       /* intent(c) */
       ISO_ONE_FOR_NONE = 16, /* an extent of 1 where the declaration comes to 0, as in f2py */
       ISO_ANY_VALUE =
           32, /* in,out: a conversion that loses parts of numbers is a warning; work space is passed so */
       /* The memory's leading dimension may be larger than the array's; or that of the device alone. */
       ISO_PADDED = 64,
       ISO_PADDED_ON_DEVICE = 128
};

typedef struct {
  const char* procedure; /* "turb.solve"; null for a module variable */
  const char* name;      /* as Python spells it */
  const char* described; /* "real(8), shape (n,nlev)" */
  iso_type* type;
  int rank;
  int flags;
  PyObject* key;      /* the name as an interned string */
  const char* packed; /* why the leading dimension cannot be padded; null: not known */
} iso_argument;

/* An array during a call. */
typedef struct {
  void* data;
  const Py_ssize_t* shape;
  PyObject* held;     /* what the call holds: a converted or a created array */
  Py_buffer* view;    /* only when arrays are read through the buffer protocol */
  Py_ssize_t leading; /* of a padded array, the leading dimension of the memory; else 0 */
} iso_array;

#define ISO_NO_ARRAY                                                                                         \
  { NULL, NULL, NULL, NULL, 0 }

/* The shape of an absent array. */
static const Py_ssize_t iso_no_shape[15] __attribute__((unused)) = {0};

/* A character or an array of characters during a call. */
typedef struct {
  char* data;
  int64_t length; /* bytes of an element; until it is fitted, of what the caller gave */
  const Py_ssize_t* shape;
  PyObject* held; /* an array of type S that `view` looks at */
  PyObject* item; /* the only text of a list, or the text of `number` */
  PyObject* number;
  char* own; /* memory of the call */
  int viewed;
  Py_buffer view;
} iso_text;

#define ISO_NO_TEXT                                                                                          \
  {                                                                                                          \
    NULL, 0, NULL, NULL, NULL, NULL, NULL, 0, { 0 }                                                          \
  }

/* Evaluation of bounds: values beyond the Fortran integers they are computed in are an error. */
typedef struct {
  int64_t limit;
  int overflow;
  const char* outside; /* the array of an element that is not there */
} iso_bounds;

/* A module variable, described by its Fortran shim at import. */
typedef struct {
  const char* full_name; /* "turb.dt" */
  const char* described;
  iso_type* type;
  int rank;
  int constant; /* PARAMETER: `value` holds a copy */
  /* Of allocatable and pointer arrays: says address and shape as they are now; 1 allocates, 2 deallocates
   * first. */
  void (*access)(int action, const int64_t* extents);
  int strided; /* a pointer whose target has gaps: no address */
  void* address;
  int64_t length; /* of a character */
  Py_ssize_t shape[15];
  PyObject* value;
} iso_variable;

typedef struct {
  const char* name;
  const char* doc;
  PyMethodDef* methods;
  PyGetSetDef* variables;
  void (*tell_variables)(void);
} iso_fortran_module;

/* The prefix of NumPy's array object and of its dtype that every NumPy since 1.7 has; proved at import. */
typedef struct {
  PyObject_HEAD PyTypeObject* typeobj;
  char kind, type, byteorder, flags;
  int type_num;
} iso_dtype_prefix;

typedef struct {
  PyObject_HEAD char* data;
  int nd;
  Py_ssize_t* dimensions;
  Py_ssize_t* strides;
  PyObject* base;
  iso_dtype_prefix* descr;
  int flags;
} iso_array_prefix;

enum { /* NumPy's array flags */
       ISO_C_CONTIGUOUS = 0x1,
       ISO_F_CONTIGUOUS = 0x2,
       ISO_ALIGNED = 0x100,
       ISO_WRITEABLE = 0x400
};

/* What is wrong with an array for an argument. */
enum { ISO_WRONG_TYPE = 1, ISO_WRONG_RANK = 2, ISO_WRONG_ORDER = 4, ISO_MISALIGNED = 8, ISO_READ_ONLY = 16 };

/* How the elements of an array lie that is not in Fortran's order. */
enum { ISO_OTHER_ORDER, ISO_ROWS_FIRST, ISO_PADDED_ORDER };

/* NumPy, looked up at import. `fast` is the array type when its layout was proved, else null. */
typedef struct {
  PyTypeObject* fast;
  /* With `fast`, or null: arrays of zeros, and arrays whose elements are not set. */
  PyObject* (*make)(int rank, const Py_ssize_t* shape, PyObject* dtype, int fortran);
  PyObject* (*make_unset)(int rank, const Py_ssize_t* shape, PyObject* dtype, int fortran);
  PyObject *ndarray, *array, *asarray, *zeros, *copyto, *array_equal, *bytes;
  PyObject *letter_f, *fortran_order, *c_order; /* "F", {"order": "F"}, {"order": "C"} */
} iso_numpy_facts;

#endif
