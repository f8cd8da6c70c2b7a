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
  if (variable->type->base == 's') { /* a scalar of NumPy: bytes that also have tobytes() and item() */
    PyObject *bytes = iso_text_bytes(variable->address, variable->length);
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

ISO_UNUSED static PyObject *iso_get_variable(PyObject *self, void *closure) {
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

ISO_UNUSED static int iso_set_variable(PyObject *self, PyObject *value, void *closure) {
  iso_variable *variable = closure;
  iso_argument messages = {NULL, variable->full_name, variable->described, variable->type, 0, 0, NULL};
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
ISO_UNUSED static void iso_tell(iso_variable *variable, void *address, const int64_t *shape, int64_t length) {
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

/* Only what exists can be set, so that a misspelled variable is an error. */
static int iso_module_set(PyObject *self, PyObject *name, PyObject *value) {
  const char *text = PyUnicode_AsUTF8AndSize(name, NULL);
  if (!text) return -1;
  if (strncmp(text, "__", 2) != 0 && !PyObject_HasAttr(self, name)) {
    PyErr_Format(PyExc_AttributeError, "%R has no variable '%U'", self, name);
    return -1;
  }
  return PyObject_GenericSetAttr(self, name, value);
}

/* A module lists only its own dictionary; variables live in the type. */
static PyObject *iso_module_dir(PyObject *self, PyObject *nothing) {
  (void)nothing;
  return PyObject_CallMethod((PyObject *)&PyBaseObject_Type, "__dir__", "O", self);
}

static PyMethodDef iso_module_methods[] = {{"__dir__", iso_module_dir, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

/* Puts functions into a module's dictionary. */
static int iso_add_functions(PyObject *module, PyMethodDef *methods, PyObject *module_name) {
  PyObject *dictionary = PyModule_GetDict(module);
  for (; methods && methods->ml_name; methods++) {
    PyObject *function = PyCFunction_NewEx(methods, NULL, module_name);
    int failed = !function || PyDict_SetItemString(dictionary, methods->ml_name, function);
    Py_XDECREF(function);
    if (failed) return 0;
  }
  return 1;
}

/* What vars() shows of a module: its functions, and its variables as they are now. `closure`: its variables. */
ISO_UNUSED static PyObject *iso_module_dict(PyObject *self, void *closure) {
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
