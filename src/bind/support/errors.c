/* Errors: every message names the procedure, the argument and its Fortran declaration. */
/* Raises `exception` with "PREFIX: MESSAGE"; an exception that is already set becomes its cause. */
static void iso_raise(PyObject *exception, PyObject *prefix, PyObject *message) {
  PyObject *type = NULL, *cause = NULL, *trace = NULL;
  PyErr_Fetch(&type, &cause, &trace);
  if (cause || type) PyErr_NormalizeException(&type, &cause, &trace);
  if (prefix && message) PyErr_Format(exception, "%U: %U", prefix, message);
  if (cause) {
    PyObject *new_type, *new_value, *new_trace;
    if (trace) PyException_SetTraceback(cause, trace);
    PyErr_Fetch(&new_type, &new_value, &new_trace);
    PyErr_NormalizeException(&new_type, &new_value, &new_trace);
    if (new_value) PyException_SetCause(new_value, cause);
    else Py_DECREF(cause);
    PyErr_Restore(new_type, new_value, new_trace);
  }
  Py_XDECREF(type);
  Py_XDECREF(trace);
  Py_XDECREF(prefix);
  Py_XDECREF(message);
}

/* "turb.solve: argument 'a' (real(8), shape (n)): MESSAGE". Returns 0, for `return iso_error(...)`. */
ISO_COMMON int iso_error(const iso_argument *argument, PyObject *exception, const char *format, ...) {
  va_list values;
  PyObject *prefix = argument->procedure ? PyUnicode_FromFormat("%s: argument '%s' (%s)", argument->procedure,
                                                                argument->name, argument->described)
                                         : PyUnicode_FromFormat("%s (%s)", argument->name, argument->described);
  PyObject *message;
  va_start(values, format);
  message = PyUnicode_FromFormatV(format, values);
  va_end(values);
  iso_raise(exception, prefix, message);
  return 0;
}

/* What went wrong with bounds. Returns 0. */
ISO_UNUSED static int iso_bounds_error(const iso_argument *argument, const iso_bounds *bounds, const char *what) {
  if (!bounds->outside) return iso_error(argument, PyExc_ValueError, "%s overflows", what);
  return iso_error(argument, PyExc_ValueError, "%s is worked out from an element of '%s' that is not there", what,
                   bounds->outside);
}

/* The same with the class and the text of the exception that is set, which becomes the cause. */
ISO_COMMON int iso_error_from_pending(const iso_argument *argument) {
  PyObject *type = NULL, *value = NULL, *trace = NULL;
  PyObject *shown;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  if (!type || !PyErr_GivenExceptionMatches(type, PyExc_Exception)) { /* KeyboardInterrupt stays what it is */
    PyErr_Restore(type, value, trace);
    return 0;
  }
  shown = PyObject_Str(value);
  if (!shown) PyErr_Clear();
  PyErr_Restore(type, value, trace);
  /* RuntimeWarning: NumPy's, of an overflow, where warnings are errors. */
  if (PyErr_GivenExceptionMatches(type, PyExc_OverflowError) || PyErr_GivenExceptionMatches(type, PyExc_RuntimeWarning))
    type = PyExc_OverflowError;
  else if (PyErr_GivenExceptionMatches(type, PyExc_ValueError)) type = PyExc_ValueError;
  else if (PyErr_GivenExceptionMatches(type, PyExc_MemoryError)) type = PyExc_MemoryError;
  else type = PyExc_TypeError;
  if (shown) iso_error(argument, type, "%U", shown);
  Py_XDECREF(shown);
  return 0;
}

/* Makes a warning of the exception that is set, for what is converted with a loss all the same. Returns 0 when warnings
 * are errors. */
static int iso_warn_of_loss(void) {
  PyObject *type = NULL, *value = NULL, *trace = NULL;
  int shown;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  shown = value ? PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "%S", value) : -1;
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(trace);
  return shown == 0;
}

/* "(5, 3)" of a shape; a new reference, null with an exception set. */
static PyObject *iso_shape_tuple(const Py_ssize_t *shape, int rank) {
  PyObject *tuple = PyTuple_New(rank);
  int i;
  for (i = 0; tuple && i < rank; i++) {
    PyObject *extent = PyLong_FromSsize_t(shape[i]);
    if (!extent) Py_CLEAR(tuple);
    else PyTuple_SetItem(tuple, i, extent);
  }
  return tuple;
}

/* Fortran's text for a message: UTF-8, or else Latin-1, so that it can be shown whatever its bytes are. */
ISO_UNUSED static PyObject *iso_message_str(const char *data, Py_ssize_t length) {
  PyObject *text = PyUnicode_DecodeUTF8(data, length, NULL);
  if (text || !PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) return text;
  PyErr_Clear();
  return PyUnicode_DecodeLatin1(data, length, NULL);
}

/* The name of an object's type, a new reference. */
ISO_COMMON PyObject *iso_type_name(PyObject *object) {
  return PyObject_GetAttrString((PyObject *)Py_TYPE(object), "__name__");
}

ISO_UNUSED static int iso_wrong_type_error(const iso_argument *argument, PyObject *object, const char *expected) {
  PyObject *name = iso_type_name(object);
  if (!name) return 0;
  iso_error(argument, PyExc_TypeError, "expected %s, got %U", expected, name);
  Py_DECREF(name);
  return 0;
}

/* Integer attribute `path` ("flags.num") of an object, -1 when there is none. */
ISO_COMMON long long iso_number_at(PyObject *object, const char *first, const char *second) {
  PyObject *outer = PyObject_GetAttrString(object, first);
  PyObject *inner = outer && second ? PyObject_GetAttrString(outer, second) : outer;
  long long value = inner ? PyLong_AsLongLong(inner) : -1;
  if (inner != outer) Py_XDECREF(inner);
  Py_XDECREF(outer);
  if (PyErr_Occurred()) {
    PyErr_Clear();
    return -1;
  }
  return value;
}
