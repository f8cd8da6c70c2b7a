/* Modules for GPUs: arrays in the GPU's memory, and counts of what was done there. runtime/cuda and runtime/acc have the
 * rest.
 *
 * For a dummy array with DEVICE, and in OpenACC for one that only compute regions touch, Python gives anything with
 * __cuda_array_interface__ (CuPy, PyTorch, Numba) or DLPack: its own memory, in place, checked before the call. In OpenACC a NumPy array
 * will do as well; in host execution of CUDA Fortran, where all memory is the host's, NumPy arrays stand for such ones. */
#define ISO_HIDDEN __attribute__((visibility("hidden")))
extern ISO_HIDDEN const int isotach_on_host;
extern ISO_HIDDEN const char *isotach_given(void *address, size_t bytes, long long stream);
extern ISO_HIDDEN void isotach_given_back(void *address, long long stream);
extern ISO_HIDDEN int isotach_statistics(const char **names, long long *values, int room);

/* For runtime/cuda/memory.c: the innermost call of this thread. */
ISO_HIDDEN const void *isotach_call(void);
const void *isotach_call(void) { return iso_innermost; }

/* What a call knows of such an array; iso_array.held is a capsule of it. */
typedef struct iso_device_array {
  void *address;
  int given; /* an empty one is not */
  long long stream;
  Py_ssize_t shape[15];
  Py_ssize_t leading; /* as iso_array has it */
  PyObject *held;     /* the caller's object, or what DLPack lends; in host execution perhaps a copy of it */
  const iso_argument *argument;
  Py_ssize_t bytes;
  struct iso_device_array *next;
} iso_device_array;

/* Those of calls under way, those that are kept, and those of device_data(). */
static iso_device_array *iso_device_arrays;

static void iso_describe_device_array(const void *address, char *text, size_t room) {
  const iso_device_array *at = iso_device_arrays;
  while (at && !((const char *)at->address <= (const char *)address &&
                 (const char *)address < (const char *)at->address + at->bytes))
    at = at->next;
  snprintf(text, room,
           "the host touches %s%s%s, an array in the GPU's memory.\nisotach: to do: use it in compute regions alone, or pass a NumPy array",
           at && at->argument ? "argument '" : "", at && at->argument ? at->argument->name : "an argument",
           at && at->argument ? "'" : "");
}

static void iso_add_device_array(iso_device_array *array, const iso_argument *argument, Py_ssize_t bytes) {
  array->argument = argument;
  array->bytes = bytes;
  array->next = iso_device_arrays;
  iso_device_arrays = array;
  isotach_fault_range(array->address, (char *)array->address + bytes, iso_describe_device_array);
}

enum { ISO_NO_STREAM = -2 }; /* of iso_device_array.stream: nobody says in which it is used */

static void iso_drop_device_array(iso_device_array *array) {
  iso_device_array **at = &iso_device_arrays;
  while (*at && *at != array) at = &(*at)->next;
  if (*at) *at = array->next;
  if (array->given) {
    PyThreadState *thread = array->stream == ISO_NO_STREAM ? PyEval_SaveThread() : NULL; /* the host waits then */
    isotach_forget_fault_range(array->address);
    isotach_given_back(array->address, array->stream);
    if (thread) PyEval_RestoreThread(thread);
  }
  Py_CLEAR(array->held);
}

static void iso_end_device_array(PyObject *capsule) {
  iso_device_array *array = PyCapsule_GetPointer(capsule, NULL);
  iso_drop_device_array(array);
  PyMem_Free(array);
}

static int iso_device_type_fits(PyObject *typestr, const iso_type *type) {
  char usual[16];
  const char *text = PyUnicode_AsUTF8AndSize(typestr, NULL);
  PyObject *numpy, *dtype, *native;
  long long number;
  int fits;
  snprintf(usual, sizeof usual, "<%c%d", type->base == 'r' ? 'f' : type->base, type->size);
  if (text && strchr("ric", type->base) && strcmp(text, usual) == 0) return 1; /* most are that */
  numpy = PyImport_ImportModule("numpy");
  dtype = numpy ? PyObject_CallMethod(numpy, "dtype", "O", typestr) : NULL;
  number = dtype ? iso_number_at(dtype, "num", NULL) : -1;
  native = dtype ? PyObject_GetAttrString(dtype, "isnative") : NULL;
  fits = native == Py_True && number >= 0 && number < 32 && (type->numbers >> number & 1);
  Py_XDECREF(native);
  Py_XDECREF(dtype);
  Py_XDECREF(numpy);
  PyErr_Clear();
  return fits;
}

/* Extents and bytes, those between the columns included, and `leading` of a padded array. Returns -1 in Fortran's order, else
 * ISO_..._ORDER, -2 with an exception. */
static int iso_device_layout(PyObject *shape, PyObject *strides, Py_ssize_t size, Py_ssize_t *extents, Py_ssize_t *leading,
                             Py_ssize_t *bytes) {
  Py_ssize_t rank = PyTuple_Size(shape), expected = size, rows = size, longest = 0, gaps[15], i;
  int ordered = 1, is_c = 1;
  *leading = 0;
  for (i = 0; i < rank; i++) {
    extents[i] = PyLong_AsSsize_t(PyTuple_GetItem(shape, i));
    if (PyErr_Occurred()) return -2;
    if (extents[i] < 0) return PyErr_SetString(PyExc_ValueError, "an extent is negative"), -2;
    if (extents[i] > 1) longest++;
  }
  for (i = 0; i < rank; i++) {
    gaps[i] = strides && strides != Py_None ? PyLong_AsSsize_t(PyTuple_GetItem(strides, i)) : 0;
    if (PyErr_Occurred()) return -2;
    if (extents[i] > 1 && gaps[i] != expected) ordered = 0;
    if (__builtin_mul_overflow(expected, extents[i], &expected))
      return PyErr_SetString(PyExc_OverflowError, "it is larger than memory can be"), -2;
  }
  *bytes = expected;
  if (!strides || strides == Py_None) return longest > 1 && expected ? ISO_ROWS_FIRST : -1;
  if (ordered || expected == 0) return -1;
  for (i = rank - 1; i >= 0; i--) {
    if (extents[i] > 1 && gaps[i] != rows) is_c = 0;
    rows *= extents[i];
  }
  if (is_c) return ISO_ROWS_FIRST;
  *leading = iso_leading((int)rank, extents, gaps, size);
  if (!*leading) return ISO_OTHER_ORDER;
  if (__builtin_mul_overflow(expected / extents[0], *leading, bytes))
    return PyErr_SetString(PyExc_OverflowError, "it is larger than memory can be"), -2;
  return ISO_PADDED_ORDER;
}

static PyObject *iso_item(PyObject *dictionary, const char *name, int (*check)(PyObject *)) {
  PyObject *item = PyDict_GetItemString(dictionary, name); /* borrowed */
  return item && check(item) ? item : NULL;
}
static int iso_is_tuple(PyObject *object) { return PyTuple_Check(object); }
static int iso_is_text(PyObject *object) { return PyUnicode_Check(object); }
static int iso_is_anything(PyObject *object) { return object != NULL; }

/* Fills `array` from an interface; 0 with an exception. */
static int iso_read_device_array(PyObject *interface, const iso_argument *argument, iso_device_array *array, Py_ssize_t *bytes) {
  PyObject *shape = iso_item(interface, "shape", iso_is_tuple), *data = iso_item(interface, "data", iso_is_tuple);
  PyObject *typestr = iso_item(interface, "typestr", iso_is_text), *strides = iso_item(interface, "strides", iso_is_anything);
  PyObject *mask = iso_item(interface, "mask", iso_is_anything), *stream = iso_item(interface, "stream", iso_is_anything);
  Py_ssize_t rank = shape ? PyTuple_Size(shape) : -1;
  int order;
  if (!shape || !data || !typestr || PyTuple_Size(data) != 2 ||
      (strides && strides != Py_None && (!PyTuple_Check(strides) || PyTuple_Size(strides) != rank)))
    return iso_error(argument, PyExc_ValueError, "its __cuda_array_interface__ lacks shape, data or typestr, or has other strides than its shape");
  if (!iso_device_type_fits(typestr, argument->type))
    return iso_error(argument, PyExc_ValueError, "expected an array of %s, got one of type %U", argument->type->name, typestr);
  if (rank > 15 || (rank != argument->rank && !(argument->flags & ISO_ANY_RANK)))
    return iso_error(argument, PyExc_ValueError, "expected an array of rank %d, got shape %S", argument->rank, shape);
  if (mask && mask != Py_None) return iso_error(argument, PyExc_ValueError, "arrays with a mask are not taken");
  order = iso_device_layout(shape, strides, argument->type->size, array->shape, &array->leading, bytes);
  if (order == -2) return iso_error_from_pending(argument);
  if (order >= 0 && !(order == ISO_PADDED_ORDER && (argument->flags & (ISO_PADDED | ISO_PADDED_ON_DEVICE))))
    return iso_order_error(argument, order, "cupy");
  if ((argument->flags & ISO_WRITES) && PyObject_IsTrue(PyTuple_GetItem(data, 1)))
    return iso_error(argument, PyExc_ValueError, "expected a writable array, got a read-only one");
  array->address = (void *)(uintptr_t)PyLong_AsUnsignedLongLong(PyTuple_GetItem(data, 0));
  array->stream = stream && stream != Py_None ? PyLong_AsLongLong(stream) : -1;
  return PyErr_Occurred() ? iso_error_from_pending(argument) : 1;
}

/* Of DLPack's dlpack.h, which has fixed this layout. */
typedef struct {
  void *data;
  int32_t device_type, device;
  int32_t rank;
  uint8_t code, bits;
  uint16_t lanes;
  const int64_t *shape, *strides;
  uint64_t offset;
} iso_dlpack;


/* What DLPack lends of an array on the device, as a __cuda_array_interface__ with the capsule that holds it, a new reference;
 * null without an exception where there is none. Its owner lets the default stream wait for what it has done before; what it
 * does later nobody can order, so the end of a call is waited for. */
static PyObject *iso_dlpack_interface(PyObject *object) {
  PyObject *device = PyObject_CallMethod(object, "__dlpack_device__", NULL), *method = NULL, *none = NULL, *stream = NULL;
  PyObject *capsule = NULL, *interface = NULL, *shape = NULL, *strides = NULL, *type = NULL;
  const iso_dlpack *lent = NULL;
  long long kind = -1;
  int i;
  if (device && PyTuple_Check(device) && PyTuple_Size(device) == 2) kind = PyLong_AsLongLong(PyTuple_GetItem(device, 0));
  PyErr_Clear();
  if (kind == 2 || kind == 13) { /* kDLCUDA, kDLCUDAManaged */
    method = PyObject_GetAttrString(object, "__dlpack__");
    none = PyTuple_New(0);
    stream = Py_BuildValue("{si}", "stream", 1);
    capsule = method && none && stream ? PyObject_Call(method, none, stream) : NULL;
  }
  if (capsule) lent = PyCapsule_GetPointer(capsule, "dltensor");
  if (lent && lent->rank >= 0 && lent->rank <= 15) {
    const char codes[] = {'i', 'u', 'f', 0, 0, 'c', 'b'};
    char letter = lent->code < sizeof codes && lent->lanes == 1 ? codes[lent->code] : 0;
    shape = PyTuple_New(lent->rank);
    strides = lent->strides ? PyTuple_New(lent->rank) : Py_NewRef(Py_None);
    for (i = 0; shape && strides && i < lent->rank; i++) {
      PyTuple_SetItem(shape, i, PyLong_FromLongLong(lent->shape[i]));
      if (lent->strides) PyTuple_SetItem(strides, i, PyLong_FromLongLong(lent->strides[i] * (lent->bits / 8)));
    }
    type = PyUnicode_FromFormat("%c%c%d", lent->bits > 8 ? '<' : '|', letter ? letter : 'V', lent->bits / 8);
    if (shape && strides && type)
      interface = Py_BuildValue("{sOsOsOs(KO)sisisO}", "shape", shape, "strides", strides, "typestr", type, "data",
                                (unsigned long long)(uintptr_t)lent->data + lent->offset, Py_False, "version", 3, "stream",
                                ISO_NO_STREAM, "dlpack", capsule);
  }
  Py_XDECREF(type);
  Py_XDECREF(strides);
  Py_XDECREF(shape);
  Py_XDECREF(capsule);
  Py_XDECREF(stream);
  Py_XDECREF(none);
  Py_XDECREF(method);
  Py_XDECREF(device);
  return interface;
}

/* How an array in the device's memory is described, a new reference; null without an exception where it is none. */
static PyObject *iso_device_interface(PyObject *object) {
  PyObject *interface = PyObject_GetAttrString(object, "__cuda_array_interface__");
  PyErr_Clear();
  if (interface || PyObject_CheckBuffer(object) || PyList_Check(object) || PyTuple_Check(object)) return interface;
  interface = iso_dlpack_interface(object);
  PyErr_Clear();
  return interface;
}

/* A mask of bytes for LOGICALs of another size, which its owner converts on the device; a new reference, null where that is
 * not so. Fortran must not store into it. */
static PyObject *iso_converted_mask(PyObject *object, PyObject *interface, const iso_argument *argument) {
  PyObject *typestr = PyDict_Check(interface) ? iso_item(interface, "typestr", iso_is_text) : NULL, *converted;
  if (!typestr || argument->type->base != 'l' || argument->type->size == 1 || (argument->flags & (ISO_WRITES | ISO_IN_PLACE)) ||
      PyUnicode_CompareWithASCIIString(typestr, "|b1"))
    return NULL;
  converted = PyObject_CallMethod(object, "astype", "Os", argument->type->dtype, "F");
  PyErr_Clear();
  return converted;
}

/* JAX gives the addresses of arrays that nobody may change. */
static int iso_is_immutable(PyObject *object) {
  PyObject *module = PyObject_GetAttrString((PyObject *)Py_TYPE(object), "__module__");
  const char *name = module && PyUnicode_Check(module) ? PyUnicode_AsUTF8AndSize(module, NULL) : NULL;
  int is_jax = name && strncmp(name, "jax", 3) == 0;
  Py_XDECREF(module);
  PyErr_Clear();
  return is_jax;
}

static int iso_take_device(PyObject *object, const iso_argument *argument, iso_array *taken);

/* As iso_take() does; takes the reference to its interface, which may be null. */
ISO_UNUSED static int iso_take_described(PyObject *object, PyObject *interface, const iso_argument *argument, iso_array *taken) {
  PyObject *mask = interface ? iso_converted_mask(object, interface, argument) : NULL;
  iso_device_array *array;
  Py_ssize_t bytes = 0, i;
  const char *wrong;
  int ok = 0;
  if (mask) {
    ok = iso_take_device(mask, argument, taken); /* which holds it */
    Py_DECREF(mask);
    Py_DECREF(interface);
    return ok;
  }
  if (!interface && !isotach_on_host) {
    PyObject *name = iso_type_name(object);
    if (name)
      iso_error(argument, PyExc_TypeError, "expected an array in the GPU's memory, with __cuda_array_interface__ or DLPack, as CuPy's are; got %U",
                name);
    Py_XDECREF(name);
    return 0;
  }
  array = PyMem_Calloc(1, sizeof *array);
  if (!array) {
    Py_XDECREF(interface);
    return PyErr_NoMemory(), 0;
  }
  if (interface) {
    ok = (argument->flags & ISO_WRITES) && iso_is_immutable(object)
             ? iso_error(argument, PyExc_ValueError, "expected a writable array, and JAX's are immutable")
             : iso_read_device_array(interface, argument, array, &bytes);
    if (ok) array->held = Py_NewRef(PyDict_GetItemString(interface, "dlpack") ? interface : object);
  } else if (iso_take(object, argument, taken)) {
    array->held = taken->held;
    taken->held = NULL;
    array->address = taken->data;
    array->stream = -1;
    bytes = argument->type->size;
    for (i = 0; i < argument->rank; i++) bytes *= array->shape[i] = taken->shape[i];
    ok = 1;
  }
  Py_XDECREF(interface);
  array->given = bytes != 0;
  if (ok && (wrong = isotach_given(array->address, (size_t)bytes, array->stream))) ok = iso_error(argument, PyExc_ValueError, "%s", wrong);
  if (ok) {
    taken->held = PyCapsule_New(array, NULL, iso_end_device_array);
    if (!taken->held && array->given) isotach_given_back(array->address, array->stream);
  }
  if (!taken->held) {
    Py_XDECREF(array->held);
    PyMem_Free(array);
    return 0;
  }
  if (array->given && !isotach_on_host) iso_add_device_array(array, argument, bytes);
  taken->data = bytes ? array->address : (void *)iso_no_shape; /* an empty one may have no address */
  taken->shape = array->shape;
  taken->leading = array->leading;
  return 1;
}

static ISO_UNUSED int iso_take_device(PyObject *object, const iso_argument *argument, iso_array *taken) {
  return iso_take_described(object, iso_device_interface(object), argument, taken);
}

#ifdef ISO_OPENACC
extern ISO_HIDDEN void *isotach_share_ranges(void *);
extern ISO_HIDDEN void isotach_begin_openacc(void);
extern ISO_HIDDEN int isotach_wait_for_stream(long long stream);
extern ISO_HIDDEN int isotach_let_stream_wait(long long stream);
extern ISO_HIDDEN int isotach_synchronize(void);
extern ISO_HIDDEN int isotach_is_child(void);
extern ISO_HIDDEN void *isotach_current_context(void);
extern ISO_HIDDEN void isotach_make_current(void *context);
extern ISO_HIDDEN void isotach_use_table_context(void *current);

/* What a call has to put right when it ends. */
typedef struct {
  long long stream; /* as iso_stream_of_kept() has it */
  void *context;    /* current in this thread before: GCC's run-time library leaves its own */
} iso_device_call;

/* The host waits for the device; other Python threads run meanwhile. */
static ISO_APART void iso_wait_for_device(void) {
  PyThreadState *thread = PyEval_SaveThread();
  isotach_synchronize();
  PyEval_RestoreThread(thread);
}

/* The stream that the owner of a kept array computes in now; -1: none, or the default one. */
static ISO_APART long long iso_stream_of_kept(void) {
  PyObject *interface, *stream;
  long long handle;
  if (iso_device_arrays->stream == ISO_NO_STREAM) return iso_wait_for_device(), ISO_NO_STREAM;
  interface = PyObject_GetAttrString(iso_device_arrays->held, "__cuda_array_interface__");
  stream = interface && PyDict_Check(interface) ? iso_item(interface, "stream", iso_is_anything) : NULL;
  handle = stream && stream != Py_None ? PyLong_AsLongLong(stream) : -1;
  Py_XDECREF(interface);
  if (PyErr_Occurred()) handle = -1;
  PyErr_Clear();
  return handle;
}

static ISO_APART int iso_refuse_child(void) {
  PyErr_SetString(PyExc_RuntimeError, "this process was forked from one that had used the GPU, which a child cannot; start it anew "
                                      "(multiprocessing: the start method 'spawn')");
  return 0;
}

/* Before a call, whose arguments wait for their streams themselves. GCC's run-time library starts in the context of the
 * first one, even of one with arrays of the host. */
ISO_UNUSED static inline int iso_begin_openacc(iso_device_call *call) {
  static int began;
  call->stream = -1;
  if (ISO_RARELY(!began)) {
    began = 1;
    isotach_begin_openacc();
  }
  call->context = isotach_current_context();
  if (ISO_RARELY(isotach_is_child())) return iso_refuse_child();
  isotach_use_table_context(call->context);
  if (ISO_RARELY(iso_device_arrays != NULL) && (call->stream = iso_stream_of_kept()) >= 0)
    isotach_wait_for_stream(call->stream);
  return 1;
}

/* After it. */
ISO_UNUSED static inline void iso_end_openacc(const iso_device_call *call) {
  if (ISO_RARELY(call->stream >= 0)) isotach_let_stream_wait(call->stream);
  if (ISO_RARELY(call->stream == ISO_NO_STREAM)) iso_wait_for_device();
  if (call->context) isotach_make_current(call->context);
}

/* An array of device_data(), by its object: found by a look-up, and judged once for each argument. */
typedef struct iso_resident {
  PyObject *object, *interface;
  iso_device_array array;
  const iso_argument *fits[4]; /* the last ones that it was found good for */
  int next_fit;
  struct iso_resident *next; /* of the same slot */
} iso_resident;
enum { ISO_RESIDENT_SLOTS = 256 };
static iso_resident *iso_residents[ISO_RESIDENT_SLOTS];

static iso_resident **iso_resident_slot(PyObject *object) {
  iso_resident **at = &iso_residents[((uintptr_t)object >> 4) % ISO_RESIDENT_SLOTS];
  while (*at && (*at)->object != object) at = &(*at)->next;
  return at;
}

static int iso_take_resident(iso_resident *resident, const iso_argument *argument, iso_array *taken) {
  iso_device_array judged;
  Py_ssize_t bytes;
  int i;
  for (i = 0; i < 4 && resident->fits[i] != argument; i++) {}
  if (i == 4) {
    PyObject *mask = iso_converted_mask(resident->object, resident->interface, argument);
    if (mask) {
      i = iso_take_device(mask, argument, taken);
      Py_DECREF(mask);
      return i;
    }
    if ((argument->flags & ISO_WRITES) && iso_is_immutable(resident->object))
      return iso_error(argument, PyExc_ValueError, "expected a writable array, and JAX's are immutable");
    if (!iso_read_device_array(resident->interface, argument, &judged, &bytes)) return 0;
    resident->fits[resident->next_fit++ % 4] = argument;
  }
  taken->data = resident->array.given ? resident->array.address : (void *)iso_no_shape;
  taken->shape = resident->array.shape;
  taken->leading = resident->array.leading;
  return 1;
}

/* The array of a field of gt4py, which may be of either memory; null: it is not one. */
static PyObject *iso_array_inside(PyObject *object) {
  PyObject *inner = PyObject_GetAttrString(object, "ndarray");
  PyErr_Clear();
  if (inner == object) Py_CLEAR(inner);
  return inner;
}

ISO_UNUSED static int iso_take_either(PyObject *object, const iso_argument *argument, iso_array *taken, int is_kept,
                                      const char *host_access);

ISO_UNUSED static ISO_APART int iso_take_either_slowly(PyObject *object, const iso_argument *argument, iso_array *taken,
                                                       int is_kept, const char *host_access) {
  iso_resident *resident = is_kept ? NULL : *iso_resident_slot(object);
  PyObject *interface = resident ? Py_NewRef(resident->interface) : iso_device_interface(object);
  if (!interface) {
    PyObject *inner = iso_array_inside(object);
    int ok;
    if (!inner) return iso_take(object, argument, taken);
    ok = iso_take_either(inner, argument, taken, is_kept, host_access);
    if (ok && !taken->held) taken->held = Py_NewRef(inner);
    Py_DECREF(inner);
    return ok;
  }
  if (resident || host_access) Py_DECREF(interface);
  if (host_access)
    return iso_error(argument, PyExc_TypeError, "expected an array in the host's memory, since %s; got one in the GPU's", host_access);
  return resident ? iso_take_resident(resident, argument, taken) : iso_take_described(object, interface, argument, taken);
}

/* As iso_take() does; `host_access` says why arrays of the device are refused, or is null. An array that the procedure keeps
 * is entered for itself. */
ISO_UNUSED static inline int iso_take_either(PyObject *object, const iso_argument *argument, iso_array *taken, int is_kept,
                                             const char *host_access) {
  if (Py_TYPE(object) == iso_numpy.fast) return iso_take(object, argument, taken);
  return iso_take_either_slowly(object, argument, taken, is_kept, host_access);
}

/* ---- device_data ---- */

static void iso_free_resident(iso_resident *resident) {
  iso_drop_device_array(&resident->array);
  Py_XDECREF(resident->interface);
  PyMem_Free(resident);
}

/* Enters an array until iso_leave_resident(); 0 with an exception. */
static int iso_enter_resident(PyObject *object, Py_ssize_t number) {
  char name[32];
  iso_argument argument = {"device_data", name, "an array in the GPU's memory", NULL, 0, 0, NULL, NULL};
  iso_resident *resident = PyMem_Calloc(1, sizeof *resident);
  PyObject *shape, *data, *typestr, *strides, *stream;
  const char *type, *wrong = "expected an array with __cuda_array_interface__ or DLPack, as CuPy's are";
  Py_ssize_t bytes = 0;
  int order = 0;
  if (!resident) return PyErr_NoMemory(), 0;
  snprintf(name, sizeof name, "%zd", number);
  resident->object = object;
  resident->interface = iso_device_interface(object);
  if (resident->interface && PyDict_Check(resident->interface)) {
    shape = iso_item(resident->interface, "shape", iso_is_tuple);
    data = iso_item(resident->interface, "data", iso_is_tuple);
    typestr = iso_item(resident->interface, "typestr", iso_is_text);
    strides = iso_item(resident->interface, "strides", iso_is_anything);
    stream = iso_item(resident->interface, "stream", iso_is_anything);
    type = typestr ? PyUnicode_AsUTF8AndSize(typestr, NULL) : NULL;
    wrong = "its __cuda_array_interface__ lacks shape, data or typestr";
    if (shape && data && type && strlen(type) > 2 && PyTuple_Size(data) == 2 && PyTuple_Size(shape) <= 15 &&
        (!strides || strides == Py_None || (PyTuple_Check(strides) && PyTuple_Size(strides) == PyTuple_Size(shape)))) {
      order = iso_device_layout(shape, strides, atoi(type + 2), resident->array.shape, &resident->array.leading, &bytes);
      wrong = order == -1 || order == ISO_PADDED_ORDER ? NULL
              : order == ISO_ROWS_FIRST ? "expected an array in Fortran order, got one in C order; use cupy.asfortranarray"
                                        : "expected an array in Fortran order, got one with other strides; use cupy.asfortranarray";
      resident->array.address = (void *)(uintptr_t)PyLong_AsUnsignedLongLong(PyTuple_GetItem(data, 0));
      resident->array.stream = stream && stream != Py_None ? PyLong_AsLongLong(stream) : -1;
    }
  }
  PyErr_Clear();
  resident->array.given = bytes != 0;
  if (!wrong) wrong = isotach_given(resident->array.address, (size_t)bytes, resident->array.stream);
  if (wrong) {
    iso_error(&argument, PyExc_ValueError, "%s", wrong);
    resident->array.given = 0;
    iso_free_resident(resident);
    return 0;
  }
  resident->array.held = Py_NewRef(object); /* its interface holds what DLPack lends */
  if (resident->array.given) iso_add_device_array(&resident->array, NULL, bytes);
  resident->next = *iso_resident_slot(object); /* an object that is there already is found first as the new one */
  *iso_resident_slot(object) = resident;
  return 1;
}

static void iso_leave_resident(PyObject *object) {
  iso_resident **at = iso_resident_slot(object), *found = *at;
  if (!found) return;
  *at = found->next;
  iso_free_resident(found);
}

typedef struct {
  PyObject_HEAD
  PyObject *objects; /* a tuple; null after the end */
} iso_device_data;

static PyObject *iso_end_device_data(PyObject *self, PyObject *none) {
  iso_device_data *data = (iso_device_data *)self;
  Py_ssize_t i;
  (void)none;
  for (i = 0; data->objects && i < PyTuple_Size(data->objects); i++) iso_leave_resident(PyTuple_GetItem(data->objects, i));
  Py_CLEAR(data->objects);
  return Py_NewRef(Py_None);
}
static PyObject *iso_enter_device_data(PyObject *self, PyObject *none) {
  (void)none;
  return Py_NewRef(self);
}
static void iso_dealloc_device_data(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  Py_DECREF(iso_end_device_data(self, NULL));
  PyObject_Free(self);
  Py_DECREF(type);
}

static PyMethodDef iso_device_data_methods[] = {{"__enter__", iso_enter_device_data, METH_NOARGS, NULL},
                                                {"__exit__", iso_end_device_data, METH_VARARGS, NULL},
                                                {"close", iso_end_device_data, METH_NOARGS, "close()\n--\n\nLets the arrays go."},
                                                {NULL, NULL, 0, NULL}};
static PyType_Slot iso_device_data_slots[] = {{Py_tp_dealloc, (void *)iso_dealloc_device_data},
                                              {Py_tp_methods, iso_device_data_methods},
                                              {Py_tp_doc, (void *)"Arrays that stay in OpenACC's table."},
                                              {0, NULL}};
static PyType_Spec iso_device_data_spec = {"isotach.device_data", sizeof(iso_device_data), 0,
                                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, iso_device_data_slots};

static PyObject *iso_make_device_data(PyObject *self, PyObject *objects) {
  static PyTypeObject *type;
  iso_device_call call;
  iso_device_data *data;
  Py_ssize_t i, count = PyTuple_Size(objects);
  (void)self;
  if (!iso_begin_openacc(&call)) return NULL;
  if (!type) type = (PyTypeObject *)PyType_FromSpec(&iso_device_data_spec);
  data = type ? PyObject_New(iso_device_data, type) : NULL;
  if (!data) return NULL;
  data->objects = NULL;
  data->objects = PyTuple_New(count);
  for (i = 0; data->objects && i < count; i++) {
    PyObject *object = PyTuple_GetItem(objects, i), *inner = iso_array_inside(object);
    PyTuple_SetItem(data->objects, i, inner ? inner : Py_NewRef(object));
  }
  for (i = 0; data->objects && i < count; i++)
    if (!iso_enter_resident(PyTuple_GetItem(data->objects, i), i + 1)) {
      while (i-- > 0) iso_leave_resident(PyTuple_GetItem(data->objects, i));
      Py_CLEAR(data->objects);
    }
  if (!data->objects) Py_CLEAR(data);
  iso_end_openacc(&call);
  return (PyObject *)data;
}

/* The list that all modules of this process share: a capsule in the module sys. */
static int iso_share_ranges(void) {
  const char *name = "_isotach_device_ranges_1";
  PyObject *known = PySys_GetObject(name), *made; /* borrowed */
  void *shared = isotach_share_ranges(known ? PyCapsule_GetPointer(known, name) : NULL);
  if (!shared) return PyErr_Occurred() ? 0 : (PyErr_NoMemory(), 0);
  if (known) return 1;
  made = PyCapsule_New(shared, name, NULL);
  if (made && PySys_SetObject(name, made)) Py_CLEAR(made);
  Py_XDECREF(made);
  return made != NULL;
}
#endif

static PyObject *iso_read_statistics(PyObject *self, PyObject *none) {
  enum { ROOM = 32 };
  const char *names[ROOM];
  long long values[ROOM];
  int count = isotach_statistics(names, values, ROOM), i;
  PyObject *all = PyDict_New();
  (void)self;
  (void)none;
  for (i = 0; all && i < count; i++) {
    PyObject *value = PyLong_FromLongLong(values[i]);
    if (!value || PyDict_SetItemString(all, names[i], value)) Py_CLEAR(all);
    Py_XDECREF(value);
  }
  return all;
}

static PyMethodDef iso_device_methods[] = {
    {"statistics", iso_read_statistics, METH_NOARGS,
#ifdef ISO_OPENACC
     "statistics()\n--\n\nArrays in the GPU's memory that were passed since the module was imported, and the allocations that were\n"
     "entered into OpenACC's table for them."},
    {"device_data", iso_make_device_data, METH_VARARGS,
     "device_data(*arrays)\n--\n\nA context in which arrays in the GPU's memory stay in GCC's table of what is there: calls with these very objects\n"
     "look them up. They are referenced, and their memory stays where it is, until the context ends."},
#else
     "statistics()\n--\n\nWhat this module has asked of the device since it was imported: copies and their bytes each way, allocations,\n"
     "launches, waits; device_bytes is what its device variables have now."},
#endif
    {NULL, NULL, 0, NULL}};
static PyModuleDef iso_device_definition = {PyModuleDef_HEAD_INIT, "__isotach__", "What this module did on the device.", -1,
                                            iso_device_methods, NULL, NULL, NULL, NULL};

/* Gives the module its __isotach__. */
static PyObject *iso_add_device(PyObject *module) {
  PyObject *added = module ? PyModule_Create(&iso_device_definition) : NULL;
  if (module && (!added || PyModule_AddObjectRef(module, "__isotach__", added))) Py_CLEAR(module);
#ifdef ISO_OPENACC
  if (module && !iso_share_ranges()) Py_CLEAR(module);
  if (module && !PyObject_HasAttrString(module, "device_data")) { /* else it is a name of the Fortran's */
    PyObject *function = PyObject_GetAttrString(added, "device_data");
    if (!function || PyModule_AddObjectRef(module, "device_data", function)) Py_CLEAR(module);
    Py_XDECREF(function);
  }
#endif
  Py_XDECREF(added);
  return module;
}
