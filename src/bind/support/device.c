/* Modules of --target cuda: arrays in the GPU's memory, and counts of what was done there. runtime/cuda has the rest.
 *
 * For a dummy array with DEVICE Python gives anything with __cuda_array_interface__ (CuPy, PyTorch, Numba): its own memory,
 * in place, checked before the call. In host execution, where all memory is the host's, NumPy arrays stand for such ones. */
#define ISO_HIDDEN __attribute__((visibility("hidden")))
extern ISO_HIDDEN const int isotach_on_host;
extern ISO_HIDDEN const char *isotach_given(void *address, size_t bytes, long long stream);
extern ISO_HIDDEN void isotach_given_back(void *address, long long stream);
extern ISO_HIDDEN int isotach_statistics(const char **names, long long *values, int room);

/* For runtime/cuda/memory.c: the innermost call of this thread. */
ISO_HIDDEN const void *isotach_call(void);
const void *isotach_call(void) { return iso_innermost; }

/* What a call knows of such an array; iso_array.held is a capsule of it. */
typedef struct {
  void *address;
  int given; /* an empty one is not */
  long long stream;
  Py_ssize_t shape[15];
  PyObject *held; /* in host execution */
} iso_device_array;

static void iso_end_device_array(PyObject *capsule) {
  iso_device_array *array = PyCapsule_GetPointer(capsule, NULL);
  if (array->given) isotach_given_back(array->address, array->stream);
  Py_XDECREF(array->held);
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

/* The extents, and whether the elements lie in Fortran's order without gaps; -1 with an exception. */
static int iso_device_layout(PyObject *shape, PyObject *strides, Py_ssize_t size, Py_ssize_t *extents, Py_ssize_t *bytes) {
  Py_ssize_t rank = PyTuple_Size(shape), expected = size, longest = 0, i;
  int ordered = 1;
  for (i = 0; i < rank; i++) {
    extents[i] = PyLong_AsSsize_t(PyTuple_GetItem(shape, i));
    if (extents[i] < 0) return -1;
    if (extents[i] > 1) longest++;
  }
  for (i = 0; i < rank; i++) {
    Py_ssize_t stride = strides && strides != Py_None ? PyLong_AsSsize_t(PyTuple_GetItem(strides, i)) : -1;
    if (strides && strides != Py_None) {
      if (PyErr_Occurred()) return -1;
      if (extents[i] > 1 && stride != expected) ordered = 0;
    }
    expected *= extents[i];
  }
  if ((!strides || strides == Py_None) && longest > 1) ordered = 0; /* C order */
  *bytes = expected;
  return ordered || expected == 0;
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
  int ordered;
  if (!shape || !data || !typestr || PyTuple_Size(data) != 2)
    return iso_error(argument, PyExc_ValueError, "its __cuda_array_interface__ lacks shape, data or typestr");
  if (!iso_device_type_fits(typestr, argument->type))
    return iso_error(argument, PyExc_ValueError, "expected an array of %s, got one of type %U", argument->type->name, typestr);
  if (rank > 15 || (rank != argument->rank && !(argument->flags & ISO_ANY_RANK)))
    return iso_error(argument, PyExc_ValueError, "expected an array of rank %d, got shape %S", argument->rank, shape);
  if (mask && mask != Py_None) return iso_error(argument, PyExc_ValueError, "arrays with a mask are not taken");
  ordered = iso_device_layout(shape, strides, argument->type->size, array->shape, bytes);
  if (ordered < 0) return iso_error_from_pending(argument);
  if (!ordered)
    return iso_error(argument, PyExc_ValueError,
                     "expected an array in Fortran order, got one with other strides; use cupy.asfortranarray");
  if ((argument->flags & ISO_WRITES) && PyObject_IsTrue(PyTuple_GetItem(data, 1)))
    return iso_error(argument, PyExc_ValueError, "expected a writable array, got a read-only one");
  array->address = (void *)(uintptr_t)PyLong_AsUnsignedLongLong(PyTuple_GetItem(data, 0));
  array->stream = stream && stream != Py_None ? PyLong_AsLongLong(stream) : -1;
  return PyErr_Occurred() ? iso_error_from_pending(argument) : 1;
}

/* As iso_take() does. */
ISO_UNUSED static int iso_take_device(PyObject *object, const iso_argument *argument, iso_array *taken) {
  PyObject *interface = PyObject_GetAttrString(object, "__cuda_array_interface__");
  iso_device_array *array;
  Py_ssize_t bytes = 0, i;
  const char *wrong;
  int ok = 0;
  PyErr_Clear();
  if (!interface && !isotach_on_host) {
    PyObject *name = iso_type_name(object);
    if (name)
      iso_error(argument, PyExc_TypeError, "expected an array in the GPU's memory, with __cuda_array_interface__, as CuPy's are; got %U",
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
    ok = iso_read_device_array(interface, argument, array, &bytes);
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
  taken->data = bytes ? array->address : (void *)iso_no_shape; /* an empty one may have no address */
  taken->shape = array->shape;
  return 1;
}

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
     "statistics()\n--\n\nWhat this module has asked of the device since it was imported: copies and their bytes each way, allocations,\n"
     "launches, waits; device_bytes is what its device variables have now."},
    {NULL, NULL, 0, NULL}};
static PyModuleDef iso_device_definition = {PyModuleDef_HEAD_INIT, "__isotach__", "What this module did on the device.", -1,
                                            iso_device_methods, NULL, NULL, NULL, NULL};

/* Gives the module its __isotach__. */
static PyObject *iso_add_statistics(PyObject *module) {
  PyObject *added = module ? PyModule_Create(&iso_device_definition) : NULL;
  if (module && (!added || PyModule_AddObjectRef(module, "__isotach__", added))) Py_CLEAR(module);
  Py_XDECREF(added);
  return module;
}
