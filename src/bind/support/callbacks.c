/* Callbacks: Python functions that Fortran calls.
 *
 * Fortran gets the address of a Fortran procedure of the shims, which hands the addresses of its arguments to
 * iso_call_back(). Which Python function is meant, the innermost call of this thread says that was given one; so calls
 * nest, and threads do not see each other's. Arrays are copied for Python and back, since Python may keep what it gets
 * and Fortran's memory ends with the call. An exception leaves the Fortran procedures by a jump to the wrapper, as STOP
 * does; where threads of a team would be left behind it waits until the call ends, and the callback is not called any
 * more. */

static __thread iso_callback *iso_callbacks;
ISO_COMMON PyObject *iso_extension;
static PyObject *iso_method_type; /* of bound methods */

/* How many positional arguments a function takes, -1: any number; and how many of them have defaults. As f2py counts
 * them: a Python function gets as many as it has names for. */
static long long iso_arity(PyObject *function, Py_ssize_t *defaults) {
  PyObject *call = NULL, *values, *code = PyObject_GetAttrString(function, "__code__");
  long long names = -1;
  *defaults = 0;
  if (!code && !PyType_Check(function)) { /* an instance with __call__ */
    PyErr_Clear();
    call = PyObject_GetAttrString(function, "__call__");
    code = call ? PyObject_GetAttrString(call, "__code__") : NULL;
    function = call;
  }
  PyErr_Clear();
  if (code && !(iso_number_at(code, "co_flags", NULL) & 4)) { /* without *args */
    names = iso_number_at(code, "co_argcount", NULL);
    if ((PyObject *)Py_TYPE(function) == iso_method_type) names--; /* self */
    values = PyObject_GetAttrString(function, "__defaults__");
    if (values && PyTuple_Check(values)) *defaults = PyTuple_Size(values);
    PyErr_Clear();
    Py_XDECREF(values);
  }
  Py_XDECREF(code);
  Py_XDECREF(call);
  return names;
}

/* The number of values that Python takes, -1 with an exception set when the function wants more than there are. */
static int iso_count_passed(const iso_callback_kind *kind, PyObject *function, Py_ssize_t extra) {
  Py_ssize_t defaults, all = kind->passed + extra;
  long long names = iso_arity(function, &defaults);
  if (names < 0) return kind->passed;
  if (all < names - defaults) {
    PyErr_Format(iso_check_error, "%s: callback '%s' takes %lld arguments, and gets %zd%s", kind->procedure, kind->name,
                 names - defaults, all, extra ? " (extra arguments included)" : "");
    return -1;
  }
  if (names < all) all = (Py_ssize_t)names;
  return all > extra ? (int)(all - extra) : 0;
}

/* Reads a callback and its extra arguments; iso_end_callback() ends that. */
ISO_COMMON int iso_take_callback(iso_callback_kind *kind, PyObject *function, PyObject *extra,
                                        iso_callback *record) {
  Py_ssize_t count = 0, defaults;
  record->kind = kind;
  if (!kind->external && PyCapsule_IsValid(function, NULL)) { /* the address of a compiled function, as f2py's _cpointer */
    record->address = PyCapsule_GetPointer(function, NULL);
    return 1;
  }
  if (!PyCallable_Check(function)) {
    PyObject *name = iso_type_name(function);
    if (name)
      PyErr_Format(iso_check_error, "%s: argument '%s': expected a function, got %U", kind->procedure, kind->name, name);
    Py_XDECREF(name);
    return 0;
  }
  if (extra && extra != Py_None) {
    if (!PyTuple_Check(extra)) {
      PyErr_Format(PyExc_TypeError, "%s: argument '%s_extra_args': expected a tuple", kind->procedure, kind->name);
      return 0;
    }
    long long names = iso_arity(function, &defaults);
    count = PyTuple_Size(extra);
    if (names >= 0 && names < count) count = (Py_ssize_t)names;
    record->extra = PyTuple_GetSlice(extra, 0, count);
    if (!record->extra) return 0;
  }
  record->function = Py_NewRef(function);
  record->passed = iso_count_passed(kind, function, count);
  return record->passed >= 0;
}

/* The same for an external procedure that is an attribute of the module. */
ISO_COMMON int iso_take_named_callback(iso_callback_kind *kind, iso_callback *record) {
  PyObject *function = PyObject_GetAttrString(iso_extension, kind->name), *extra, *name;
  int taken;
  if (!function) {
    PyErr_Clear();
    PyErr_Format(iso_check_error, "%s: callback '%s' is not there; set it as the module's attribute '%s'",
                 kind->procedure, kind->name, kind->name);
    return 0;
  }
  name = PyUnicode_FromFormat("%s_extra_args", kind->name);
  extra = name ? PyObject_GetAttr(iso_extension, name) : NULL;
  Py_XDECREF(name);
  PyErr_Clear();
  taken = iso_take_callback(kind, function, extra, record);
  Py_XDECREF(extra);
  Py_DECREF(function);
  return taken;
}

ISO_COMMON void iso_begin_callback(iso_callback *record) {
  if (!record->function) return;
  record->outer = iso_callbacks;
  record->thread = &iso_callbacks;
  record->next = record->kind->records;
  iso_callbacks = record;
  record->kind->records = record;
  record->begun = 1;
}

ISO_COMMON void iso_end_callback(iso_callback *record) {
  if (record->begun) {
    iso_callback **place = &record->kind->records;
    while (*place != record) place = &(*place)->next;
    *place = record->next;
    iso_callbacks = record->outer;
    record->begun = 0;
  }
  Py_CLEAR(record->function);
  Py_CLEAR(record->extra);
  Py_CLEAR(record->type);
  Py_CLEAR(record->value);
  Py_CLEAR(record->trace);
}

/* Raises what waited for the end of the call. */
ISO_COMMON int iso_callback_failed(iso_callback *record) {
  if (!record->failed) return 0;
  if (record->type) PyErr_Restore(record->type, record->value, record->trace);
  else
    PyErr_Format(PyExc_RuntimeError,
                 "%s: callback '%s' was called by a thread that Python does not know; state '!f2py threadsafe', and "
                 "make no two such calls at once", record->kind->procedure, record->kind->name);
  record->type = record->value = record->trace = NULL;
  return 1;
}

static size_t iso_value_bytes(const iso_argument *argument, const iso_passed *value) {
  size_t bytes = argument->type->base == 's' ? (size_t)value->length : (size_t)argument->type->size;
  int i;
  for (i = 0; i < argument->rank; i++) bytes *= (size_t)value->shape[i];
  return bytes;
}

/* A new array of the value's type and shape. */
static PyObject *iso_value_array(const iso_argument *argument, const iso_passed *value) {
  const iso_bounds bounds = {INT64_MAX, 0};
  iso_array made = ISO_NO_ARRAY;
  PyObject *tuple, *array;
  char dtype[32];
  if (argument->type->base != 's') {
    if (iso_numpy.make_unset)
      return iso_numpy.make_unset(argument->rank, (const Py_ssize_t *)value->shape, Py_NewRef(argument->type->dtype),
                                  argument->rank > 1 && !(argument->flags & ISO_C_ORDER));
    if (!iso_create(argument, &bounds, (const Py_ssize_t *)value->shape, &made)) return NULL;
    array = iso_give(&made);
    iso_release(&made);
    return array;
  }
  snprintf(dtype, sizeof dtype, "S%lld", (long long)(value->length ? value->length : 1));
  tuple = iso_shape_tuple((const Py_ssize_t *)value->shape, argument->rank);
  array = tuple ? PyObject_CallFunction(iso_numpy.zeros, "Oss", tuple, dtype, "F") : NULL;
  Py_XDECREF(tuple);
  return array;
}

/* Copies between the array that Python got and Fortran's memory. Python may have given the array another shape. */
static int iso_copy_value(const iso_argument *argument, const iso_passed *value, PyObject *array, int back) {
  size_t bytes = iso_value_bytes(argument, value);
  Py_buffer view;
  if (bytes == 0) return 1;
  if (PyObject_GetBuffer(array, &view, PyBUF_STRIDES)) return 0;
  if ((size_t)view.len != bytes || !PyBuffer_IsContiguous(&view, argument->flags & ISO_C_ORDER ? 'C' : 'F')) {
    PyBuffer_Release(&view);
    return iso_error(argument, iso_check_error, "its shape was changed by the callback");
  }
  if (back) memcpy(value->data, view.buf, bytes);
  else memcpy(view.buf, value->data, bytes);
  PyBuffer_Release(&view);
  return 1;
}

/* A value for Python, a new reference; None for an absent one. */
static PyObject *iso_value_object(const iso_argument *argument, const iso_passed *value, int role) {
  PyObject *array;
  if (!value->data) return Py_NewRef(Py_None);
  if (!(role & ISO_AS_ARRAY) && argument->type->base == 's')
    return PyUnicode_DecodeUTF8(value->data, (Py_ssize_t)value->length, "surrogateescape");
  if (!(role & ISO_AS_ARRAY)) return iso_python(argument->type, value->data);
  array = iso_value_array(argument, value);
  if (array && !iso_copy_value(argument, value, array, 0)) Py_CLEAR(array);
  return array;
}

/* What Python got: the values, then the extra arguments. */
static PyObject *iso_callback_arguments(const iso_callback_kind *kind, const iso_callback *record,
                                        const iso_passed *values) {
  Py_ssize_t i, extra = record->extra ? PyTuple_Size(record->extra) : 0;
  PyObject *arguments = PyTuple_New(record->passed + extra);
  int k, slot = 0;
  for (k = 0; arguments && k < kind->count && slot < record->passed; k++) {
    PyObject *object;
    if (!(kind->roles[k] & ISO_PASSED)) continue;
    object = iso_value_object(&kind->values[k], &values[k], kind->roles[k]);
    if (!object) Py_CLEAR(arguments);
    else PyTuple_SetItem(arguments, slot++, object);
  }
  for (i = 0; arguments && i < extra; i++)
    PyTuple_SetItem(arguments, slot + i, Py_NewRef(PyTuple_GetItem(record->extra, i)));
  return arguments;
}

/* Arrays that Python may have changed, back into Fortran's memory. */
static int iso_copy_back(const iso_callback_kind *kind, const iso_callback *record, const iso_passed *values,
                         PyObject *arguments) {
  int k, slot = 0;
  for (k = 0; k < kind->count && slot < record->passed; k++) {
    const iso_argument *argument = &kind->values[k];
    if (!(kind->roles[k] & ISO_PASSED)) continue;
    if ((kind->roles[k] & ISO_AS_ARRAY) && (argument->flags & ISO_WRITES) && values[k].data &&
        !iso_copy_value(argument, &values[k], PyTuple_GetItem(arguments, slot), 1))
      return 0;
    slot++;
  }
  return 1;
}

static int iso_store_text(PyObject *object, const iso_argument *argument, const iso_passed *value) {
  char *from = NULL;
  Py_ssize_t count = 0;
  if (PyUnicode_Check(object)) from = (char *)PyUnicode_AsUTF8AndSize(object, &count);
  else if (!PyBytes_Check(object)) {
    PyObject *name = iso_type_name(object);
    if (name) iso_error(argument, iso_check_error, "expected str or bytes, got %U", name);
    Py_XDECREF(name);
    return 0;
  } else if (PyBytes_AsStringAndSize(object, &from, &count)) return 0;
  if (!from) return iso_error_from_pending(argument);
  iso_pad(value->data, value->length, from, count, 0);
  return 1;
}

/* Stores what Python returned for one value. */
static int iso_store_value(PyObject *object, const iso_argument *argument, const iso_passed *value) {
  const iso_bounds bounds = {INT64_MAX, 0};
  int stored;
  if (!value->data) return 1; /* an absent argument */
  if (argument->rank == 0 && argument->type->base == 's') return iso_store_text(object, argument, value);
  if (argument->rank == 0) return iso_scalar(object, argument, value->data);
  if (argument->type->base == 's') {
    iso_text taken = ISO_NO_TEXT;
    stored = iso_text_take(object, argument, &taken) &&
             iso_fits(argument, taken.shape, &bounds, (const Py_ssize_t *)value->shape, argument->rank) &&
             iso_text_fit(argument, &bounds, value->length, &taken);
    if (stored) memcpy(value->data, taken.data, iso_value_bytes(argument, value));
    iso_release_text(&taken);
  } else {
    iso_array taken = ISO_NO_ARRAY;
    stored = iso_take(object, argument, &taken) &&
             iso_fits(argument, taken.shape, &bounds, (const Py_ssize_t *)value->shape, argument->rank);
    if (stored) memcpy(value->data, taken.data, iso_value_bytes(argument, value));
    iso_release(&taken);
  }
  return stored;
}

/* Stores what Python returned: nothing (None), one value, or a tuple of them. Arrays that Python got may be left out,
 * since it changes them in place. */
static int iso_store_results(const iso_callback_kind *kind, const iso_callback *record, const iso_passed *values,
                             PyObject *result) {
  Py_ssize_t count = result == Py_None ? 0 : PyTuple_Check(result) ? PyTuple_Size(result) : 1;
  Py_ssize_t expected = 0, needed = 0, taken = 0;
  int k, slot = 0;
  for (k = 0; k < kind->count; k++) {
    int given = (kind->roles[k] & ISO_PASSED) && slot++ < record->passed;
    if (!(kind->roles[k] & ISO_RETURNED)) continue;
    expected++;
    if (!(given && (kind->roles[k] & ISO_AS_ARRAY))) needed = expected;
  }
  if (expected == 0) return 1;
  if (count < needed || count > expected) {
    PyErr_Format(iso_check_error, "%s: callback '%s' returned %s%zd value%s, expected %zd", kind->procedure, kind->name,
                 result == Py_None ? "None, " : "", count, count == 1 ? "" : "s", expected);
    return 0;
  }
  for (k = 0; k < kind->count && taken < count; k++) {
    PyObject *object = PyTuple_Check(result) ? PyTuple_GetItem(result, taken) : result;
    if (!(kind->roles[k] & ISO_RETURNED)) continue;
    if (!iso_store_value(object, &kind->values[k], &values[k])) return 0;
    taken++;
  }
  return 1;
}

/* Calls the Python function, with the GIL held. */
static int iso_run_callback(const iso_callback_kind *kind, const iso_callback *record, const iso_passed *values) {
  PyObject *arguments = iso_callback_arguments(kind, record, values);
  PyObject *result = arguments ? PyObject_CallObject(record->function, arguments) : NULL;
  int done = result && iso_copy_back(kind, record, values, arguments) && iso_store_results(kind, record, values, result);
  Py_XDECREF(result);
  Py_XDECREF(arguments);
  return done;
}

/* Calls what the module's attribute is now; for a procedure that does not say that it calls Python. */
static int iso_run_named_callback(iso_callback_kind *kind, const iso_passed *values) {
  iso_callback record = ISO_NO_CALLBACK;
  int done = iso_take_named_callback(kind, &record) && iso_run_callback(kind, &record, values);
  iso_end_callback(&record);
  return done;
}

/* What a callback that is not called any more leaves behind: zeros. */
static void iso_clear_results(const iso_callback_kind *kind, const iso_passed *values) {
  int k;
  for (k = 0; k < kind->count; k++)
    if ((kind->roles[k] & ISO_RETURNED) && !(kind->roles[k] & ISO_PASSED) && values[k].data)
      memset(values[k].data, 0, iso_value_bytes(&kind->values[k], &values[k]));
}

static void iso_keep_exception(iso_callback *record) {
  if (!record->failed) PyErr_Fetch(&record->type, &record->value, &record->trace);
  else PyErr_Clear();
  record->failed = 1;
}

/* In a thread that made no call: the one call under way of this kind is meant. */
static void iso_call_back_elsewhere(iso_callback_kind *kind, const iso_passed *values) {
  PyGILState_STATE state;
  iso_callback *record, *first;
  iso_clear_results(kind, values);
  if (!kind->released) { /* the thread that waits for this one has the GIL */
    for (record = kind->records; record; record = record->next) record->failed = 1;
    if (!kind->records) iso_leave("callback of a call that has ended:", 1, kind->procedure, strlen(kind->procedure));
    return;
  }
  state = PyGILState_Ensure();
  first = kind->records;
  for (record = first; record && record->thread == first->thread; record = record->next) {}
  if (record) /* calls of two threads: no telling which one this belongs to */
    for (record = first; record; record = record->next) record->failed = 1;
  else if (first && !first->failed && !iso_run_callback(kind, first, values)) iso_keep_exception(first);
  PyGILState_Release(state);
}

/* What shims call. */
ISO_COMMON void iso_call_back(iso_callback_kind *kind, const iso_passed *values) {
  iso_exit *call = iso_innermost;
  iso_callback *record = iso_callbacks;
  int done, in_team = omp_in_parallel && omp_in_parallel();
  while (record && record->kind != kind) record = record->outer;
  if (!call || (!record && in_team)) {
    iso_call_back_elsewhere(kind, values);
    return;
  }
  if (record && record->failed) {
    iso_clear_results(kind, values);
    return;
  }
  if (call->thread) PyEval_RestoreThread(call->thread);
  done = record ? iso_run_callback(kind, record, values) : iso_run_named_callback(kind, values);
  if (!done && in_team) {
    iso_keep_exception(record);
    iso_clear_results(kind, values);
  }
  if (call->thread) call->thread = PyEval_SaveThread();
  if (done || in_team) return;
  call->kind = NULL; /* an exception is set */
  iso_jump(call);
}
