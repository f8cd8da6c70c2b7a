/* Module variables: attributes that read and write Fortran's memory, and the object that stands for a module.
 *
 * A Fortran module is an instance of its own subtype of Python's module type: variables are properties of that type,
 * procedures are entries of the instance. */

typedef struct {
  PyObject_HEAD
  void *data;
  Py_ssize_t length;
} iso_memory;

static PyObject *iso_memory_type;

/* Lends Fortran's static memory to NumPy; it lives as long as the process. */
static int iso_memory_buffer(PyObject *self, Py_buffer *view, int flags) {
  iso_memory *memory = (iso_memory *)self;
  return PyBuffer_FillInfo(view, self, memory->data, memory->length, 0, flags);
}

static void iso_memory_free(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(self);
  Py_DECREF(type);
}

static PyType_Slot iso_memory_slots[] = {{Py_bf_getbuffer, (void *)iso_memory_buffer},
                                         {Py_tp_dealloc, (void *)iso_memory_free},
                                         {Py_tp_doc, (void *)"Memory of a Fortran module variable."},
                                         {0, NULL}};
static PyType_Spec iso_memory_spec = {"isotach.fortran_memory", sizeof(iso_memory), 0,
                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, iso_memory_slots};

/* A NumPy array on the variable's memory. */
static PyObject *iso_array_view(const iso_variable *variable) {
  PyObject *shape = iso_shape_tuple(variable->shape, variable->rank);
  allocfunc allocate = (allocfunc)PyType_GetSlot((PyTypeObject *)iso_memory_type, Py_tp_alloc);
  iso_memory *memory = shape ? (iso_memory *)allocate((PyTypeObject *)iso_memory_type, 0) : NULL;
  PyObject *view = NULL, *dtype;
  int i;
  if (memory) {
    memory->data = variable->address;
    memory->length = variable->type->base == 's' ? variable->length : variable->type->size;
    for (i = 0; i < variable->rank; i++) memory->length *= variable->shape[i];
    dtype = variable->type->base == 's' ? PyUnicode_FromFormat("S%lld", (long long)variable->length)
                                        : Py_NewRef(variable->type->dtype);
    if (dtype)
      view = PyObject_CallFunction(iso_numpy.ndarray, "OOOiOs", shape, dtype, (PyObject *)memory, 0, Py_None, "F");
    Py_XDECREF(dtype);
  }
  Py_XDECREF((PyObject *)memory);
  Py_XDECREF(shape);
  return view;
}

static PyObject *iso_variable_value(const iso_variable *variable) {
  if (variable->rank) return iso_array_view(variable);
  if (variable->type->base == 's') { /* a scalar of NumPy, all of it: bytes that also have tobytes() and item() */
    PyObject *bytes = PyBytes_FromStringAndSize(variable->address, (Py_ssize_t)variable->length);
    PyObject *scalar = bytes ? PyObject_CallFunctionObjArgs(iso_numpy.bytes, bytes, NULL) : NULL;
    Py_XDECREF(bytes);
    return scalar;
  }
  return iso_python(variable->type, variable->address);
}

/* Where an allocatable or pointer array is now; -1 with an exception set. */
static int iso_find_variable(iso_variable *variable) {
  const int64_t nothing[1] = {0};
  variable->strided = 0;
  variable->access(0, nothing);
  if (!variable->strided) return 0;
  PyErr_Format(PyExc_ValueError, "%s points to an array with gaps, of which there is no view", variable->full_name);
  return -1;
}

ISO_COMMON PyObject *iso_get_variable(PyObject *self, void *closure) {
  iso_variable *variable = closure;
  (void)self;
  if (variable->access) {
    if (iso_find_variable(variable) < 0) return NULL;
    if (!variable->address) return Py_NewRef(Py_None);
  }
  if (!variable->constant) return iso_variable_value(variable);
  Py_XINCREF(variable->value);
  if (!variable->value) PyErr_Format(PyExc_AttributeError, "%s has no value", variable->full_name);
  return variable->value;
}

static int iso_set_array(const iso_variable *variable, const iso_argument *messages, PyObject *value) {
  PyObject *view = iso_array_view(variable);
  PyObject *done = view ? PyObject_CallFunctionObjArgs(iso_numpy.copyto, view, value, NULL) : NULL;
  Py_XDECREF(view);
  if (!done) return iso_error_from_pending(messages);
  Py_DECREF(done);
  return 1;
}

/* None deallocates; an array of another shape allocates anew, so older views of the variable are then invalid. */
static int iso_set_allocatable(iso_variable *variable, iso_argument *messages, PyObject *value) {
  const int64_t nothing[1] = {0};
  iso_array array = ISO_NO_ARRAY;
  Py_ssize_t bytes = variable->type->size;
  void *copy = NULL;
  int i, same;
  if (value == Py_None) return variable->access(2, nothing), 1;
  variable->access(0, nothing);
  if (variable->address && PyNumber_Check(value) && iso_number_at(value, "ndim", NULL) <= 0)
    return iso_set_array(variable, messages, value); /* one number for all elements */
  messages->rank = variable->rank;
  if (!iso_take(value, messages, &array)) return 0;
  same = variable->address != NULL;
  for (i = 0; i < variable->rank; i++) {
    same = same && variable->shape[i] == array.shape[i];
    bytes *= array.shape[i];
  }
  if (!same && variable->address && bytes) { /* the value may be a view of what is now deallocated */
    copy = PyMem_Malloc((size_t)bytes);
    if (copy) memcpy(copy, array.data, (size_t)bytes);
  }
  if (!same && (copy || !variable->address || !bytes)) variable->access(1, (const int64_t *)array.shape);
  else if (!same) variable->address = NULL;
  if (variable->address && bytes) memmove(variable->address, copy ? copy : array.data, (size_t)bytes);
  PyMem_Free(copy);
  iso_release(&array);
  return variable->address ? 1 : (PyErr_NoMemory(), 0);
}

/* Characters are padded and cut; one text is stored into all elements of an array. */
static int iso_set_text(const iso_variable *variable, iso_argument *messages, PyObject *value) {
  iso_bounds bounds = {INT64_MAX, 0};
  iso_text text = ISO_NO_TEXT;
  Py_ssize_t i, count = 1, given = 1;
  int done;
  messages->flags = ISO_ANY_RANK;
  messages->rank = variable->rank;
  done = iso_text_take(value, messages, &text);
  if (done && text.viewed && text.view.ndim) {
    done = text.view.ndim == variable->rank;
    for (i = 0; done && i < variable->rank; i++) done = text.view.shape[i] == variable->shape[i];
    if (!done) iso_error(messages, PyExc_ValueError, "the value has another shape");
  }
  done = done && iso_text_fit(messages, &bounds, variable->length, &text);
  for (i = 0; i < variable->rank; i++) count *= variable->shape[i];
  for (i = 0; text.viewed && i < text.view.ndim; i++) given *= text.view.shape[i];
  for (i = 0; done && i < count; i++)
    memcpy((char *)variable->address + i * variable->length, text.data + (given == 1 ? 0 : i * variable->length),
           (size_t)variable->length);
  iso_release_text(&text);
  return done;
}

ISO_COMMON int iso_set_variable(PyObject *self, PyObject *value, void *closure) {
  iso_variable *variable = closure;
  iso_argument messages = {NULL, variable->full_name, variable->described, variable->type, 0, 0, NULL, NULL};
  (void)self;
  if (!value) {
    PyErr_Format(PyExc_AttributeError, "%s is a Fortran variable and cannot be deleted", variable->full_name);
    return -1;
  }
  if (variable->access) return iso_set_allocatable(variable, &messages, value) ? 0 : -1;
  if (variable->type->base == 's') return iso_set_text(variable, &messages, value) ? 0 : -1;
  if (variable->rank) return iso_set_array(variable, &messages, value) ? 0 : -1;
  return iso_scalar(value, &messages, variable->address) ? 0 : -1;
}

/* What a shim says at import; of a PARAMETER the value is copied now. */
ISO_COMMON void iso_tell(iso_variable *variable, void *address, const int64_t *shape, int64_t length) {
  int i;
  if (PyErr_Occurred()) return; /* of an earlier variable */
  variable->address = address;
  variable->length = length;
  for (i = 0; i < variable->rank; i++) variable->shape[i] = (Py_ssize_t)shape[i];
  if (!variable->constant) return;
  variable->value = iso_variable_value(variable);
  if (variable->value && variable->rank) {
    PyObject *dtype = PyObject_GetAttrString(variable->value, "dtype");
    PyObject *copy = dtype ? iso_fortran_copy(variable->value, dtype) : NULL;
    PyObject *done = copy ? PyObject_CallMethod(copy, "setflags", "O", Py_False) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(dtype);
    Py_DECREF(variable->value);
    variable->value = copy;
  }
}

/* What Fortran does not have becomes an attribute of the Python object, with a warning: it may be a misspelled variable. */
static int iso_module_set(PyObject *self, PyObject *name, PyObject *value) {
  const char *text = PyUnicode_AsUTF8AndSize(name, NULL);
  if (!text) return -1;
  if (value && strncmp(text, "__", 2) != 0 && !PyObject_HasAttr(self, name) &&
      PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "%R has no variable '%U'; Fortran does not see the new attribute", self, name))
    return -1;
  return PyObject_GenericSetAttr(self, name, value);
}

/* A module lists only its own dictionary; variables live in the type. */
static PyObject *iso_module_dir(PyObject *self, PyObject *nothing) {
  (void)nothing;
  return PyObject_CallMethod((PyObject *)&PyBaseObject_Type, "__dir__", "O", self);
}

static PyObject *iso_module_reduce(PyObject *self, PyObject *none) {
  (void)none;
  return iso_reduce(PyObject_GetAttrString(self, "__name__"));
}

static PyMethodDef iso_module_methods[] = {{"__dir__", iso_module_dir, METH_NOARGS, NULL},
                                           {"__reduce__", iso_module_reduce, METH_NOARGS, NULL},
                                           {NULL, NULL, 0, NULL}};

/* A procedure as Python sees it: called like a built-in function, with attributes like a function of f2py's. */
typedef struct {
  PyObject_HEAD
  PyObject *(*vectorcall)(PyObject *self, PyObject *const *given, size_t count, PyObject *names);
  PyObject *dictionary;
  PyObject *module_name;
  const PyMethodDef *method;
} iso_function;

static PyObject *iso_function_type;

ISO_COMMON const iso_address *iso_addresses;

static PyObject *iso_function_call(PyObject *self, PyObject *const *given, size_t count, PyObject *names) {
  const size_t borrowed = (size_t)1 << (8 * sizeof(size_t) - 1); /* PY_VECTORCALL_ARGUMENTS_OFFSET */
  return ((iso_wrapper)(void (*)(void))((iso_function *)self)->method->ml_meth)(NULL, given, (Py_ssize_t)(count & ~borrowed),
                                                                              names);
}

/* Of the stable ABI since 3.12, and in 3.11 as well, whose limited header does not declare it. */
PyAPI_FUNC(PyObject *) PyVectorcall_Call(PyObject *callable, PyObject *tuple, PyObject *dictionary);

static const char *iso_text_of_doc(const iso_function *function) {
  const char *end = function->method->ml_doc ? strstr(function->method->ml_doc, "\n--\n\n") : NULL;
  return end ? end + 5 : function->method->ml_doc;
}
static PyObject *iso_function_name(PyObject *self, void *closure) {
  (void)closure;
  return PyUnicode_FromString(((iso_function *)self)->method->ml_name);
}
static PyObject *iso_function_module(PyObject *self, void *closure) {
  (void)closure;
  return Py_NewRef(((iso_function *)self)->module_name);
}
static PyObject *iso_function_none(PyObject *self, void *closure) {
  (void)self;
  (void)closure;
  return Py_NewRef(Py_None);
}
/* "name(a, n=None)" of the first line: "(a, n=None)", which inspect reads. */
static PyObject *iso_function_signature(PyObject *self, void *closure) {
  const char *doc = ((iso_function *)self)->method->ml_doc;
  const char *begin = doc ? strchr(doc, '(') : NULL, *end = doc ? strstr(doc, "\n--\n\n") : NULL;
  (void)closure;
  if (!begin || !end || begin > end) return Py_NewRef(Py_None);
  return PyUnicode_FromStringAndSize(begin, end - begin);
}
static PyObject *iso_function_doc(PyObject *self, void *closure) {
  iso_function *function = (iso_function *)self;
  PyObject *own = function->dictionary ? PyDict_GetItemString(function->dictionary, "__doc__") : NULL;
  const char *text = iso_text_of_doc(function);
  (void)closure;
  return own ? Py_NewRef(own) : text ? PyUnicode_FromString(text) : Py_NewRef(Py_None);
}
static int iso_function_set_doc(PyObject *self, PyObject *value, void *closure) {
  iso_function *function = (iso_function *)self;
  (void)closure;
  if (!function->dictionary) function->dictionary = PyDict_New();
  return function->dictionary ? PyDict_SetItemString(function->dictionary, "__doc__", value ? value : Py_None) : -1;
}
static PyObject *iso_function_repr(PyObject *self) {
  return PyUnicode_FromFormat("<fortran procedure %s>", ((iso_function *)self)->method->ml_name);
}
/* As an attribute of a class it takes no `self`. That there is a __get__ makes inspect and help() list it. */
static PyObject *iso_function_get(PyObject *self, PyObject *object, PyObject *type) {
  (void)object;
  (void)type;
  return Py_NewRef(self);
}
static PyObject *iso_function_reduce(PyObject *self, PyObject *none) {
  iso_function *function = (iso_function *)self;
  PyObject *path = PyUnicode_FromFormat("%U.%s", function->module_name, function->method->ml_name);
  (void)none;
  return iso_reduce(path);
}

/* The capsule that f2py's functions have: for scipy.LowLevelCallable, and as a callback without Python. */
static PyObject *iso_function_cpointer(PyObject *self, void *closure) {
  const PyMethodDef *method = ((iso_function *)self)->method;
  const iso_address *row;
  int i;
  (void)closure;
  for (row = iso_addresses; row && row->method; row++)
    for (i = 0; row->method == method && i < 2; i++)
      if (row->places[i]) {
        void *pointer;
        memcpy(&pointer, &row->places[i], sizeof pointer);
        return PyCapsule_New(pointer, NULL, NULL);
      }
  return PyErr_Format(PyExc_AttributeError, "%s has no address of its own", method->ml_name);
}

static PyMemberDef iso_function_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(iso_function, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(iso_function, dictionary), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyGetSetDef iso_function_attributes[] = {
    {"__name__", iso_function_name, NULL, NULL, NULL},
    {"__qualname__", iso_function_name, NULL, NULL, NULL},
    {"__module__", iso_function_module, NULL, NULL, NULL},
    {"__self__", iso_function_none, NULL, NULL, NULL},
    {"__text_signature__", iso_function_signature, NULL, NULL, NULL},
    {"__doc__", iso_function_doc, iso_function_set_doc, NULL, NULL},
    {"_cpointer", iso_function_cpointer, NULL, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static PyMethodDef iso_function_methods[] = {{"__reduce__", iso_function_reduce, METH_NOARGS, NULL},
                                             {NULL, NULL, 0, NULL}};
static PyType_Slot iso_function_slots[] = {{Py_tp_call, (void *)PyVectorcall_Call},
                                           {Py_tp_repr, (void *)iso_function_repr},
                                           {Py_tp_descr_get, (void *)iso_function_get},
                                           {Py_tp_members, iso_function_members},
                                           {Py_tp_getset, iso_function_attributes},
                                           {Py_tp_methods, iso_function_methods},
                                           {0, NULL}};
/* 1 << 11: Py_TPFLAGS_HAVE_VECTORCALL, which the limited header names from 3.12 on. Its objects live as long as their
 * module, which is never freed. */
static PyType_Spec iso_function_spec = {"isotach.fortran_procedure", sizeof(iso_function), 0,
                                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | 1UL << 11,
                                        iso_function_slots};

static PyObject *iso_make_function(PyMethodDef *method, PyObject *module_name) {
  allocfunc allocate;
  iso_function *function;
  if (method->ml_flags != (METH_FASTCALL | METH_KEYWORDS)) /* of a signature file's own */
    return PyCFunction_NewEx(method, NULL, module_name);
  allocate = (allocfunc)PyType_GetSlot((PyTypeObject *)iso_function_type, Py_tp_alloc);
  function = (iso_function *)allocate((PyTypeObject *)iso_function_type, 0);
  if (!function) return NULL;
  function->vectorcall = iso_function_call;
  function->module_name = Py_NewRef(module_name);
  function->method = method;
  return (PyObject *)function;
}

/* Puts functions into a module's dictionary. */
static int iso_add_functions(PyObject *module, PyMethodDef *methods, PyObject *module_name) {
  PyObject *dictionary = PyModule_GetDict(module);
  if (!iso_function_type) iso_function_type = PyType_FromSpec(&iso_function_spec);
  if (!iso_function_type) return 0;
  for (; methods && methods->ml_name; methods++) {
    PyObject *function = iso_make_function(methods, module_name);
    int failed = !function || PyDict_SetItemString(dictionary, methods->ml_name, function);
    Py_XDECREF(function);
    if (failed) return 0;
  }
  return 1;
}

/* What vars() shows of a module: its functions, and its variables as they are now. `closure`: its variables. */
ISO_COMMON PyObject *iso_module_dict(PyObject *self, void *closure) {
  PyObject *shown = PyDict_Copy(PyModule_GetDict(self));
  const PyGetSetDef *variable;
  for (variable = closure; shown && variable->name; variable++) {
    PyObject *value;
    if (variable->get == iso_module_dict) continue;
    value = variable->get(self, variable->closure);
    if (!value) PyErr_Clear(); /* one that cannot be read now, e.g. a pointer to every second element */
    else if (PyDict_SetItemString(shown, variable->name, value)) Py_CLEAR(shown);
    Py_XDECREF(value);
  }
  return shown;
}

/* The object of a Fortran module, a new reference. */
static PyObject *iso_make_module(const iso_fortran_module *fortran, const char *extension) {
  PyType_Slot slots[] = {{Py_tp_setattro, (void *)iso_module_set},
                         {Py_tp_methods, iso_module_methods},
                         {Py_tp_getset, fortran->variables},
                         {0, NULL}};
  PyType_Spec spec = {"isotach.fortran_module", 0, 0, Py_TPFLAGS_DEFAULT, slots};
  PyObject *type, *name, *object = NULL;
  if (fortran->tell_variables) {
    fortran->tell_variables();
    if (PyErr_Occurred()) return NULL;
  }
  if (!fortran->variables) slots[2].slot = 0;
  name = PyUnicode_FromFormat("%s.%s", extension, fortran->name);
  type = name ? PyType_FromSpecWithBases(&spec, (PyObject *)&PyModule_Type) : NULL;
  if (type) object = PyObject_CallFunction(type, "Os", name, fortran->doc);
  if (object && !iso_add_functions(object, fortran->methods, name)) Py_CLEAR(object);
  Py_XDECREF(type);
  Py_XDECREF(name);
  return object;
}
