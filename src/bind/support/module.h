/* What the module's own part uses of the fixed part: types, functions, and those that are on the way of every
 * call, which are inlined.
 *
 * The fixed part is the same for all modules. `isotach build` and `isotach f2py -c` compile it to an object
 * that is kept (ISO_PARTED): its functions and variables are then hidden symbols of the module. Where builds
 * of other people compile one file, that file has all of it, and they are static. */
#ifndef ISO_MODULE_H
#define ISO_MODULE_H

#ifdef ISO_PARTED
#define ISO_DECLARED extern __attribute__((visibility("hidden")))
#define ISO_COMMON
#else
#define ISO_DECLARED static ISO_UNUSED
#define ISO_COMMON static ISO_UNUSED
#endif

ISO_DECLARED iso_numpy_facts iso_numpy;
/* The module's `error`, a ValueError: shapes and checks that fail, as in modules of f2py. */
ISO_DECLARED PyObject* iso_check_error;
ISO_DECLARED PyObject* iso_extension; /* the Python module */

/* ---- errors.c ---- */
ISO_DECLARED int iso_error(const iso_argument* argument, PyObject* exception, const char* format, ...);
ISO_DECLARED int iso_error_from_pending(const iso_argument* argument);
ISO_DECLARED PyObject* iso_type_name(PyObject* object);
ISO_DECLARED long long iso_number_at(PyObject* object, const char* first, const char* second);

/* ---- stop.c, faults.c ---- */
/* How the processor computes, in this thread. */
#if defined(__x86_64__)
typedef struct {
  unsigned vector;
  unsigned short x87;
} iso_arithmetic;
static inline void iso_read_arithmetic(iso_arithmetic* now) {
  __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(now->vector), "=m"(now->x87));
}
static inline void iso_set_arithmetic(const iso_arithmetic* then) {
  __asm__ volatile("fnclex\n\tldmxcsr %0\n\tfldcw %1" : : "m"(then->vector), "m"(then->x87));
}
#elif defined(__aarch64__)
typedef struct {
  uint64_t control;
} iso_arithmetic;
static inline void iso_read_arithmetic(iso_arithmetic* now) {
  __asm__ volatile("mrs %0, fpcr" : "=r"(now->control));
}
static inline void iso_set_arithmetic(const iso_arithmetic* then) {
  __asm__ volatile("msr fpcr, %0" : : "r"(then->control));
}
#else
typedef struct {
  int unknown;
} iso_arithmetic;
static inline void iso_read_arithmetic(iso_arithmetic* now) { now->unknown = 0; }
static inline void iso_set_arithmetic(const iso_arithmetic* then) { (void)then; }
#endif

/* I/O statements that a call is in at a time: one whose list calls a function that does I/O is another. */
#define ISO_STATEMENTS 8
struct iso_statement;

typedef struct iso_exit {
  struct iso_exit* outer;
  const char* procedure; /* whose call it is: "turb.solve" */
  const char*
      kind; /* "STOP", "ERROR STOP", "EXIT", "Fortran run-time error"; null: a Python exception is set */
  PyThreadState* thread; /* while other Python threads run */
  int code;              /* the exit status that the process would have had */
  int status;            /* IOSTAT of a statement that has none */
  int statement_count;
  struct {
    struct iso_statement* statement;
    void (*end)(struct iso_statement*);
  } statements[ISO_STATEMENTS]; /* under way, the innermost last */
  iso_arithmetic arithmetic;
  char message[500];
  jmp_buf place;
} iso_exit;

ISO_DECLARED __thread iso_exit* iso_innermost;
ISO_DECLARED __thread char iso_thread_prepared;
ISO_DECLARED void iso_prepare_thread(void);
ISO_DECLARED void iso_stopped(const iso_exit* exit, const char* procedure);

/* Runs `call`; after a stop raises and goes to `done`. With `released`, other Python threads run meanwhile.
 */
#define ISO_CALL(name, released, call)                                                                       \
  do {                                                                                                       \
    iso_exit left;                                                                                           \
    left.thread = NULL;                                                                                      \
    left.procedure = name;                                                                                   \
    left.statement_count = 0;                                                                                \
    if (ISO_RARELY(!iso_thread_prepared)) iso_prepare_thread();                                              \
    if (released) left.thread = PyEval_SaveThread();                                                         \
    left.outer = iso_innermost;                                                                              \
    iso_read_arithmetic(&left.arithmetic);                                                                   \
    if (!_setjmp(left.place)) {                                                                              \
      iso_innermost = &left;                                                                                 \
      call;                                                                                                  \
      iso_innermost = left.outer;                                                                            \
      if (released) PyEval_RestoreThread(left.thread);                                                       \
    } else {                                                                                                 \
      iso_innermost = left.outer;                                                                            \
      if (released) PyEval_RestoreThread(left.thread);                                                       \
      if (left.kind) iso_stopped(&left, name);                                                               \
      goto done;                                                                                             \
    }                                                                                                        \
  } while (0)

/* ---- arrays.c ---- */
ISO_DECLARED int iso_rank_fits(const iso_argument* argument, int rank, const Py_ssize_t* shape);
ISO_DECLARED int iso_take_slowly(PyObject* object, const iso_argument* argument, iso_array* taken);
ISO_DECLARED void iso_release(iso_array* array);
ISO_DECLARED Py_ssize_t iso_leading(int rank, const Py_ssize_t* shape, const Py_ssize_t* strides,
                                    Py_ssize_t size);
ISO_DECLARED int iso_order_error(const iso_argument* argument, int order, const char* package);
ISO_DECLARED int iso_create_slowly(const iso_argument* argument, const iso_bounds* bounds,
                                   const Py_ssize_t* shape, iso_array* created);
ISO_DECLARED PyObject* iso_hand_back(iso_array* array, PyObject* object, const iso_argument* argument);
ISO_DECLARED int iso_own_copy(PyObject* object, const iso_argument* argument, iso_array* taken);
ISO_DECLARED int iso_fill(const iso_argument* argument, const iso_array* array, double real,
                          double imaginary);

static inline int iso_prefix_faults(const iso_array_prefix* prefix, const iso_argument* argument) {
  const iso_dtype_prefix* dtype = prefix->descr;
  int faults = 0;
  if ((unsigned)dtype->type_num > 31 || !(argument->type->numbers >> dtype->type_num & 1) ||
      (dtype->byteorder != '=' && dtype->byteorder != '|'))
    faults |= ISO_WRONG_TYPE;
  if (prefix->nd != argument->rank && !iso_rank_fits(argument, prefix->nd, prefix->dimensions))
    faults |= ISO_WRONG_RANK;
  if (!(prefix->flags & (argument->flags & ISO_C_ORDER ? ISO_C_CONTIGUOUS : ISO_F_CONTIGUOUS)))
    faults |= ISO_WRONG_ORDER;
  if (!(prefix->flags & ISO_ALIGNED)) faults |= ISO_MISALIGNED;
  if ((argument->flags & ISO_WRITES) && !(prefix->flags & ISO_WRITEABLE)) faults |= ISO_READ_ONLY;
  return faults;
}

/* Makes the address and shape of an object available; iso_release() ends that. */
ISO_UNUSED static inline int iso_take(PyObject* object, const iso_argument* argument, iso_array* taken) {
  if (Py_TYPE(object) == iso_numpy.fast) {
    const iso_array_prefix* prefix = (const iso_array_prefix*)object;
    if (!ISO_RARELY(iso_prefix_faults(prefix, argument))) {
      taken->data = prefix->data;
      taken->shape = prefix->dimensions;
      return 1;
    }
  }
  return iso_take_slowly(object, argument, taken);
}

/* A new array of zeros in Fortran order. */
ISO_UNUSED static inline int iso_create(const iso_argument* argument, const iso_bounds* bounds,
                                        const Py_ssize_t* shape, iso_array* created) {
  PyObject* array;
  if (ISO_RARELY(bounds->overflow || !iso_numpy.make))
    return iso_create_slowly(argument, bounds, shape, created);
  array = iso_numpy.make(argument->rank, shape, Py_NewRef(argument->type->dtype),
                         argument->rank > 1 && !(argument->flags & ISO_C_ORDER));
  if (ISO_RARELY(!array)) return iso_error_from_pending(argument);
  created->held = array;
  created->data = ((iso_array_prefix*)array)->data;
  created->shape = ((iso_array_prefix*)array)->dimensions;
  return 1;
}

/* The created array for the caller; `created` no longer holds it. */
ISO_UNUSED static PyObject* iso_give(iso_array* created) {
  PyObject* array = created->held;
  created->held = NULL;
  return array;
}

/* ---- scalars.c ---- */
ISO_DECLARED int iso_store_integer(long long value, int size, void* out);
ISO_DECLARED int iso_scalar(PyObject* object, const iso_argument* argument, void* out);
ISO_DECLARED PyObject* iso_python(const iso_type* type, const void* value);
ISO_DECLARED int iso_check_target(PyObject* object, const iso_argument* argument);
ISO_DECLARED int iso_write_back(PyObject* object, const iso_argument* argument, const void* value);

/* ---- text.c ---- */
ISO_DECLARED int iso_text_take(PyObject* object, const iso_argument* argument, iso_text* text);
ISO_DECLARED int iso_text_fit(const iso_argument* argument, const iso_bounds* bounds, int64_t length,
                              iso_text* text);
ISO_DECLARED int64_t iso_character(const iso_text* text, int64_t number);
ISO_DECLARED int iso_text_blank(int64_t length, iso_text* text);
ISO_DECLARED int iso_text_create(const iso_argument* argument, const iso_bounds* bounds, int64_t length,
                                 const Py_ssize_t* shape, iso_text* text);
ISO_DECLARED PyObject* iso_text_bytes(const char* data, int64_t length);
ISO_DECLARED PyObject* iso_text_give(iso_text* text);
ISO_DECLARED void iso_release_text(iso_text* text);

/* ---- calls.c ---- */
ISO_DECLARED int iso_sort(const iso_argument* arguments, const char* procedure, int required, int all,
                          PyObject* const* given, Py_ssize_t count, PyObject* names, PyObject** sorted);
ISO_DECLARED int iso_missing(const iso_argument* argument);
ISO_DECLARED int iso_size(const iso_argument* argument, Py_ssize_t extent, int64_t scale, int64_t offset,
                          int64_t divisor, void* out);
ISO_DECLARED int64_t iso_element(iso_bounds* bounds, const iso_argument* argument, const iso_array* array,
                                 int rank, const int64_t* offsets);
ISO_DECLARED int iso_fits(const iso_argument* argument, const Py_ssize_t* shape, const iso_bounds* bounds,
                          const Py_ssize_t* expected, int count);
ISO_DECLARED int iso_keep(PyObject** kept, PyObject* const* objects, int count, int succeeded);
ISO_DECLARED void iso_failed(const char* procedure, int64_t status, const iso_text* message);
ISO_DECLARED PyObject* iso_result(PyObject** values, int count);

/* None stands for an optional argument that is left out. */
ISO_UNUSED static inline int iso_is_given(PyObject* object) { return object && object != Py_None; }

static int64_t iso_bounded(iso_bounds* bounds, int64_t value) {
  if (value > bounds->limit || value < -bounds->limit - 1) bounds->overflow = 1;
  return value;
}
ISO_UNUSED static int64_t iso_add(iso_bounds* bounds, int64_t a, int64_t b) {
  int64_t value = 0;
  if (__builtin_add_overflow(a, b, &value)) bounds->overflow = 1;
  return iso_bounded(bounds, value);
}
ISO_UNUSED static int64_t iso_subtract(iso_bounds* bounds, int64_t a, int64_t b) {
  int64_t value = 0;
  if (__builtin_sub_overflow(a, b, &value)) bounds->overflow = 1;
  return iso_bounded(bounds, value);
}
ISO_UNUSED static int64_t iso_multiply(iso_bounds* bounds, int64_t a, int64_t b) {
  int64_t value = 0;
  if (__builtin_mul_overflow(a, b, &value)) bounds->overflow = 1;
  return iso_bounded(bounds, value);
}
ISO_UNUSED static int64_t iso_divide(iso_bounds* bounds, int64_t a, int64_t b) {
  if (b == 0 || (b == -1 && a == INT64_MIN)) return bounds->overflow = 1, 0;
  return a / b;
}
ISO_UNUSED static int64_t iso_modulo(iso_bounds* bounds, int64_t a, int64_t b) {
  int64_t rest;
  if (b == 0) return bounds->overflow = 1, 0;
  if (b == -1) return 0;
  rest = a % b;
  return rest && (rest < 0) != (b < 0) ? rest + b : rest;
}
ISO_UNUSED static int64_t iso_power(iso_bounds* bounds, int64_t a, int64_t b) {
  int64_t value = 1;
  if (b < 0) {
    if (a == 0) bounds->overflow = 1;
    return a == 1 ? 1 : a == -1 ? (b % 2 ? -1 : 1) : 0;
  }
  if (a == 0 || a == 1) return b == 0 ? 1 : a;
  if (a == -1) return b % 2 ? -1 : 1;
  for (; b > 0 && !bounds->overflow; b--) value = iso_multiply(bounds, value, a);
  return value;
}
/* C's %, with the sign of the first. */
ISO_UNUSED static int64_t iso_remainder(iso_bounds* bounds, int64_t a, int64_t b) {
  if (b == 0) return bounds->overflow = 1, 0;
  return b == -1 ? 0 : a % b;
}
ISO_UNUSED static int64_t iso_shift_left(iso_bounds* bounds, int64_t a, int64_t b) {
  if (b < 0 || b > 62) return bounds->overflow = 1, 0;
  return iso_multiply(bounds, a, (int64_t)1 << b);
}
ISO_UNUSED static int64_t iso_shift_right(iso_bounds* bounds, int64_t a, int64_t b) {
  if (b < 0 || b > 62) return bounds->overflow = 1, 0;
  return a >> b;
}
/* What a real has before its point. */
ISO_UNUSED static int64_t iso_whole(iso_bounds* bounds, double value) {
  if (!(value > -9.2e18 && value < 9.2e18)) return bounds->overflow = 1, 0;
  return iso_bounded(bounds, (int64_t)value);
}
ISO_UNUSED static int64_t iso_minimum(iso_bounds* bounds, int64_t a, int64_t b) {
  return (void)bounds, a < b ? a : b;
}
ISO_UNUSED static int64_t iso_maximum(iso_bounds* bounds, int64_t a, int64_t b) {
  return (void)bounds, a > b ? a : b;
}
ISO_UNUSED static double iso_minimum_real(double a, double b) { return a < b ? a : b; }
ISO_UNUSED static double iso_maximum_real(double a, double b) { return a > b ? a : b; }
ISO_UNUSED static double iso_power_real(double a, double b) { return pow(a, b); }
/* A dimension whose upper bound is below its lower one has no elements. */
ISO_UNUSED static Py_ssize_t iso_extent(int64_t extent) { return extent < 0 ? 0 : (Py_ssize_t)extent; }

/* ---- allocatables.c ---- */
typedef struct {
  const iso_argument* argument;
  PyObject* array; /* null: not allocated, or an exception is set */
} iso_gift;
ISO_DECLARED void iso_give_copy(iso_gift* gift, const void* data, const int64_t* shape);
ISO_DECLARED PyObject* iso_unwrap(iso_gift* gift);

/* ---- callbacks.c ---- */
enum {                   /* of a value */
       ISO_PASSED = 1,   /* Python gets it */
       ISO_RETURNED = 2, /* Python returns it */
       ISO_AS_ARRAY = 4  /* as an array, also without dimensions */
};

/* How a callback is called. */
typedef struct iso_callback_kind {
  const char *procedure, *name; /* "turb.solve", "f" */
  const iso_argument* values;   /* the function's result, then its arguments as Python gets them */
  const unsigned char* roles;
  int count, passed;
  int released;                 /* other Python threads run meanwhile */
  int external;                 /* an external procedure: the function may be the module's attribute */
  struct iso_callback* records; /* calls that are under way, the innermost first; changed with the GIL held */
} iso_callback_kind;

/* A call that was given a function. */
typedef struct iso_callback {
  iso_callback_kind* kind;
  struct iso_callback* outer; /* in this thread */
  struct iso_callback* next;  /* of the same kind, in any thread */
  void* thread;
  PyObject *function, *extra; /* the tuple of further arguments, or null */
  void* address;              /* of a C or Fortran function that is called without Python */
  int passed;                 /* how many of the values Python takes */
  int begun, failed;
  PyObject *type, *value, *trace; /* of the exception that waits */
} iso_callback;

#define ISO_NO_CALLBACK                                                                                      \
  { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, NULL }

/* A value during a callback; `shape` and `length` where it has them. */
typedef struct {
  void* data;
  const int64_t* shape;
  int64_t length;
} iso_passed;
ISO_DECLARED int iso_take_callback(iso_callback_kind* kind, PyObject* function, PyObject* extra,
                                   iso_callback* record);
ISO_DECLARED int iso_take_named_callback(iso_callback_kind* kind, iso_callback* record);
ISO_DECLARED void iso_begin_callback(iso_callback* record);
ISO_DECLARED void iso_end_callback(iso_callback* record);
ISO_DECLARED int iso_callback_failed(iso_callback* record);
ISO_DECLARED void iso_call_back(iso_callback_kind* kind, const iso_passed* values);

/* ---- generics.c ---- */
typedef PyObject* (*iso_wrapper)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);

typedef struct {
  const char* described; /* "solve_r8(a: real(8), shape (n))" */
  iso_wrapper call;
  const iso_argument* arguments;
  int required, all;
} iso_candidate;

typedef struct {
  const char* name;
  const iso_candidate* candidates;
  int count;
} iso_generic;
ISO_DECLARED PyObject* iso_dispatch(const iso_generic* generic, PyObject* const* given, Py_ssize_t count,
                                    PyObject* names);

/* ---- variables.c ---- */
/* Where compiled procedures are: by the name of gfortran, and of nvfortran. Null where a compiler's option
 * changed it. */
typedef struct {
  const PyMethodDef* method;
  void (*places[2])(void);
} iso_address;
ISO_DECLARED const iso_address* iso_addresses; /* the last one has no method */
ISO_DECLARED PyObject* iso_get_variable(PyObject* self, void* closure);
ISO_DECLARED int iso_set_variable(PyObject* self, PyObject* value, void* closure);
ISO_DECLARED void iso_tell(iso_variable* variable, void* address, const int64_t* shape, int64_t length);
ISO_DECLARED PyObject* iso_module_dict(PyObject* self, void* closure);

/* ---- start.c ---- */
ISO_DECLARED PyObject* iso_start(PyModuleDef* definition, const char* version, iso_type* types,
                                 int type_count, iso_argument* arguments, int argument_count,
                                 PyMethodDef* externals, const iso_fortran_module* modules, int module_count);

#endif
