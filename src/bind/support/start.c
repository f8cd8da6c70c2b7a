/* Import: find NumPy, prove how its arrays are laid out, make the module. */

ISO_COMMON iso_numpy_facts iso_numpy;
ISO_COMMON PyObject *iso_check_error;

/* abi3 modules do not exist for free-threaded interpreters: their objects have another layout. */
static int iso_check_interpreter(const char *extension) {
  PyObject *abi_flags = PySys_GetObject("abiflags"); /* borrowed; Windows has none */
  const char *text = abi_flags && PyUnicode_Check(abi_flags) ? PyUnicode_AsUTF8AndSize(abi_flags, NULL) : NULL;
  PyErr_Clear();
  if (!text || !strchr(text, 't')) return 1;
  PyErr_Format(PyExc_ImportError,
               "%s is built for Python's stable ABI, which free-threaded interpreters do not have; "
               "use an interpreter with the GIL", extension);
  return 0;
}

/* Whether the prefix read from `array` agrees with what NumPy says about it. */
static int iso_layout_agrees(PyObject *array, char byteorder, int flags) {
  const iso_array_prefix *prefix = (const iso_array_prefix *)array;
  PyObject *dtype = PyObject_GetAttrString(array, "dtype");
  long long type_num = dtype ? iso_number_at(dtype, "num", NULL) : -1;
  long long dtype_size = dtype ? iso_number_at((PyObject *)Py_TYPE(dtype), "__basicsize__", NULL) : -1;
  long long address = iso_number_at(array, "ctypes", "data");
  int mask = ISO_C_CONTIGUOUS | ISO_F_CONTIGUOUS | ISO_ALIGNED | ISO_WRITEABLE;
  int agrees;
  Py_XDECREF(dtype); /* the array holds it */
  PyErr_Clear();
  agrees = dtype && dtype_size >= (long long)sizeof(iso_dtype_prefix) && prefix->nd == 2 &&
           (PyObject *)prefix->descr == dtype && prefix->base == NULL &&
           (long long)(uintptr_t)prefix->data == address && (prefix->flags & mask) == flags &&
           prefix->flags == iso_number_at(array, "flags", "num");
  /* Only now are the pointers known to be pointers. */
  return agrees && prefix->dimensions[0] == 2 && prefix->dimensions[1] == 3 &&
         prefix->descr->type_num == type_num && prefix->descr->byteorder == byteorder;
}

static int iso_prove_layout(void) {
  PyObject *known = PyObject_CallFunction(iso_numpy.zeros, "((ii)ss)", 2, 3, "float64", "F");
  PyObject *foreign = PyObject_CallFunction(iso_numpy.zeros, "((ii)ss)", 2, 3, ">i4", "C");
  PyObject *done = foreign ? PyObject_CallMethod(foreign, "setflags", "O", Py_False) : NULL;
  long long size = iso_number_at(iso_numpy.ndarray, "__basicsize__", NULL);
  int proved = known && done && (PyObject *)Py_TYPE(known) == iso_numpy.ndarray &&
               size >= (long long)sizeof(iso_array_prefix) &&
               iso_layout_agrees(known, '=', ISO_F_CONTIGUOUS | ISO_ALIGNED | ISO_WRITEABLE) &&
               iso_layout_agrees(foreign, '>', ISO_C_CONTIGUOUS | ISO_ALIGNED);
  Py_XDECREF(done);
  Py_XDECREF(foreign);
  Py_XDECREF(known);
  PyErr_Clear();
  return proved;
}

/* Results are put into tuples that nobody else has seen; a known tuple shows where its items are. */
static void iso_find_tuple_items(void) {
  long long offset = iso_number_at((PyObject *)&PyTuple_Type, "__basicsize__", NULL);
  PyObject *known = PyTuple_Pack(2, Py_None, (PyObject *)&PyTuple_Type);
  PyObject *const items[2] = {Py_None, (PyObject *)&PyTuple_Type};
  if (known && offset > (long long)sizeof(PyObject) && !memcmp((const char *)known + offset, items, sizeof items))
    iso_tuple_items = (size_t)offset;
  Py_XDECREF(known);
  PyErr_Clear();
}

/* NumPy's own functions that make arrays, from its table for C extensions. That table only grows within an ABI version,
 * and its entries 183 and 184 have been the same in both versions; still, they have to make a known array first. */
static void iso_find_maker(void) {
  enum { ABI_VERSION = 0, ZEROS = 183, EMPTY = 184 };
  const char *const homes[] = {"numpy._core._multiarray_umath", "numpy.core._multiarray_umath"};
  const Py_ssize_t shape[2] = {2, 3};
  PyObject *home = NULL, *capsule, *dtype, *array = NULL;
  void **table = NULL;
  unsigned version = 0;
  int i;
  for (i = 0; i < 2 && !home; i++) {
    home = PyImport_ImportModule(homes[i]);
    PyErr_Clear();
  }
  capsule = home ? PyObject_GetAttrString(home, "_ARRAY_API") : NULL;
  if (capsule && PyCapsule_IsValid(capsule, NULL)) table = PyCapsule_GetPointer(capsule, NULL);
  if (table) version = ((unsigned (*)(void))table[ABI_VERSION])();
  dtype = PyObject_CallFunction(iso_numpy.zeros, "(i)s", 1, "float64");
  if (dtype) {
    PyObject *one = dtype;
    dtype = PyObject_GetAttrString(one, "dtype");
    Py_DECREF(one);
  }
  if (dtype && (version == 0x01000009u || version == 0x02000000u)) {
    iso_numpy.make = (PyObject * (*)(int, const Py_ssize_t *, PyObject *, int)) table[ZEROS];
    array = iso_numpy.make(2, shape, Py_NewRef(dtype), 1);
    if (!array || (PyObject *)Py_TYPE(array) != iso_numpy.ndarray ||
        !iso_layout_agrees(array, '=', ISO_F_CONTIGUOUS | ISO_ALIGNED | ISO_WRITEABLE))
      iso_numpy.make = NULL;
    Py_XDECREF(array);
    iso_numpy.make_unset = (PyObject * (*)(int, const Py_ssize_t *, PyObject *, int)) table[EMPTY];
    array = iso_numpy.make ? iso_numpy.make_unset(2, shape, Py_NewRef(dtype), 1) : NULL;
    if (!array || (PyObject *)Py_TYPE(array) != iso_numpy.ndarray ||
        !iso_layout_agrees(array, '=', ISO_F_CONTIGUOUS | ISO_ALIGNED | ISO_WRITEABLE))
      iso_numpy.make_unset = NULL;
  }
  Py_XDECREF(array);
  Py_XDECREF(dtype);
  Py_XDECREF(capsule);
  Py_XDECREF(home);
  PyErr_Clear();
}

static int iso_find_numpy(const char *extension, iso_type *types, int type_count) {
  const char *access = getenv("ISOTACH_ARRAY_ACCESS"); /* "buffer": do without the fast path */
  PyObject *numpy = PyImport_ImportModule("numpy");
  PyObject *make_dtype;
  int i;
  if (!numpy) {
    PyObject *prefix = PyUnicode_FromString(extension);
    iso_raise(PyExc_ImportError, prefix, PyUnicode_FromString("needs NumPy, which cannot be imported"));
    return 0;
  }
  iso_numpy.ndarray = PyObject_GetAttrString(numpy, "ndarray");
  iso_numpy.array = PyObject_GetAttrString(numpy, "array");
  iso_numpy.asarray = PyObject_GetAttrString(numpy, "asarray");
  iso_numpy.zeros = PyObject_GetAttrString(numpy, "zeros");
  iso_numpy.copyto = PyObject_GetAttrString(numpy, "copyto");
  iso_numpy.array_equal = PyObject_GetAttrString(numpy, "array_equal");
  iso_numpy.bytes = PyObject_GetAttrString(numpy, "bytes_");
  iso_numpy.letter_f = PyUnicode_InternFromString("F");
  iso_numpy.fortran_order = Py_BuildValue("{ss}", "order", "F");
  iso_numpy.c_order = Py_BuildValue("{ss}", "order", "C");
  make_dtype = PyObject_GetAttrString(numpy, "dtype");
  Py_DECREF(numpy);
  for (i = 0; make_dtype && i < type_count; i++)
    types[i].dtype = PyObject_CallFunction(make_dtype, "s", types[i].name);
  Py_XDECREF(make_dtype);
  if (PyErr_Occurred()) return 0;
  if (!(access && strcmp(access, "buffer") == 0) && iso_prove_layout())
    iso_numpy.fast = (PyTypeObject *)iso_numpy.ndarray;
  if (iso_numpy.fast) iso_find_maker();
  if (iso_numpy.fast) iso_find_tuple_items();
  return 1;
}

ISO_UNUSED static int iso_intern(iso_argument *arguments, int count) {
  int i;
  for (i = 0; i < count; i++) {
    arguments[i].key = PyUnicode_InternFromString(arguments[i].name);
    if (!arguments[i].key) return 0;
  }
  return 1;
}

static void iso_find_method_type(void) {
  PyObject *types = PyImport_ImportModule("types");
  iso_method_type = types ? PyObject_GetAttrString(types, "MethodType") : NULL;
  Py_XDECREF(types);
  PyErr_Clear();
}

/* Makes the Python module; a new reference, null with an exception set. */
ISO_COMMON PyObject *iso_start(PyModuleDef *definition, const char *version, iso_type *types, int type_count,
                                      iso_argument *arguments, int argument_count, PyMethodDef *externals,
                                      const iso_fortran_module *modules, int module_count) {
  const char *extension = definition->m_name;
  PyObject *module, *name, *error_name;
  int i, made;
  if (!iso_check_interpreter(extension) || !iso_watch_faults() || !iso_find_numpy(extension, types, type_count) ||
      !iso_intern(arguments, argument_count))
    return NULL;
  iso_memory_type = PyType_FromSpec(&iso_memory_spec);
  module = iso_memory_type ? PyModule_Create(definition) : NULL;
  if (!module) return NULL;
  iso_extension = module;
  iso_find_method_type();
  name = PyUnicode_FromString(extension);
  error_name = PyUnicode_FromFormat("%s.error", extension);
  if (error_name) iso_check_error = PyErr_NewException(PyUnicode_AsUTF8AndSize(error_name, NULL), PyExc_ValueError, NULL);
  Py_XDECREF(error_name);
  /* A procedure of that name takes its place. */
  made = name && iso_check_error && !PyModule_AddObjectRef(module, "error", iso_check_error) &&
         iso_make_stop_error(module, extension) && iso_add_functions(module, externals, name) && iso_add_named(module, name) &&
         !PyModule_AddStringConstant(module, "__isotach_version__", version) &&
         !PyModule_AddStringConstant(module, "__array_access__", iso_numpy.fast ? "direct" : "buffer");
  if (made) { /* what modules of f2py answer with */
    PyObject *numpy = PyImport_ImportModule("numpy"), *known = numpy ? PyObject_GetAttrString(numpy, "__version__") : NULL;
    PyObject *other = PyUnicode_FromFormat("_%s_error", extension), *dictionary = PyModule_GetDict(module);
    made = known && other && !PyModule_AddObjectRef(module, "__f2py_numpy_version__", known) &&
           !PyModule_AddObjectRef(module, "__version__", known) && !PyDict_SetItem(dictionary, other, iso_check_error);
    Py_XDECREF(other);
    Py_XDECREF(known);
    Py_XDECREF(numpy);
  }
  for (i = 0; made && i < module_count; i++) {
    PyObject *object = iso_make_module(&modules[i], extension);
    made = object && !PyModule_AddObjectRef(module, modules[i].name, object);
    Py_XDECREF(object);
  }
  Py_XDECREF(name);
  if (made) return module;
  Py_DECREF(module);
  return NULL;
}
