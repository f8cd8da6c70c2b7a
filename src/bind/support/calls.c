/* Calls: sorting arguments, array sizes and bounds, kept references, results. */
ISO_COMMON int iso_missing(const iso_argument *argument) {
  return iso_error(argument, PyExc_TypeError, "missing");
}

/* Whether `named` is `name` without the underscore that it has after a keyword of Python. */
static int iso_is_keyword_name(PyObject *name, const char *named) {
  size_t length = strlen(named);
  char plain[16];
  if (length < 3 || length > sizeof plain || named[length - 1] != '_') return 0;
  memcpy(plain, named, length - 1);
  plain[length - 1] = '\0';
  return PyUnicode_CompareWithASCIIString(name, plain) == 0;
}

/* Puts positional and keyword arguments into their places; a place that was not given is null. */
ISO_COMMON int iso_sort(const iso_argument *arguments, const char *procedure, int required, int all,
                               PyObject *const *given, Py_ssize_t count, PyObject *names, PyObject **sorted) {
  Py_ssize_t named = names ? PyTuple_Size(names) : 0;
  Py_ssize_t i;
  int k;
  if (count > all) {
    PyErr_Format(PyExc_TypeError, "%s: takes at most %d arguments, got %zd", procedure, all, count + named);
    return 0;
  }
  for (i = 0; i < count; i++) sorted[i] = given[i];
  for (; i < all; i++) sorted[i] = NULL;
  for (i = 0; i < named; i++) {
    PyObject *name = PyTuple_GetItem(names, i);
    for (k = 0; k < all && arguments[k].key != name; k++) {}
    if (k == all) /* not interned */
      for (k = 0; k < all && PyUnicode_CompareWithASCIIString(name, arguments[k].name) != 0; k++) {}
    if (k == all) /* a keyword of Python, which is written as lambda_ and may come as it is by **{"lambda": 1} */
      for (k = 0; k < all && !iso_is_keyword_name(name, arguments[k].name); k++) {}
    if (k == all) {
      PyErr_Format(PyExc_TypeError, "%s: has no argument '%U'", procedure, name);
      return 0;
    }
    if (sorted[k]) return iso_error(&arguments[k], PyExc_TypeError, "given twice");
    sorted[k] = given[count + i];
  }
  for (k = 0; k < required; k++)
    if (!sorted[k]) return iso_missing(&arguments[k]);
  return 1;
}

/* An array size from an array's extent: (extent * divisor - offset) / scale. */
ISO_COMMON ISO_APART int iso_size(const iso_argument *argument, Py_ssize_t extent, int64_t scale, int64_t offset,
                               int64_t divisor, void *out) {
  int64_t value = ((int64_t)extent * divisor - offset) / scale;
  if (ISO_RARELY(!iso_store_integer(value, argument->type->size, out)))
    return iso_error(argument, PyExc_ValueError, "an array has %zd elements there, and %lld does not fit %s", extent,
                     (long long)value, argument->type->name);
  return 1;
}

static inline int iso_extent_fits(const iso_argument *argument, Py_ssize_t given, Py_ssize_t expected) {
  return given == expected || expected < 0 || (expected == 0 && given == 1 && (argument->flags & ISO_ONE_FOR_NONE));
}

/* An element of an integer array in Fortran's order, by its offset in each dimension. */
ISO_COMMON int64_t iso_element(iso_bounds *bounds, const iso_argument *argument, const iso_array *array, int rank,
                                      const int64_t *offsets) {
  int64_t place = 0;
  int d;
  for (d = rank - 1; d >= 0; d--) {
    if (!array->data || offsets[d] < 0 || offsets[d] >= array->shape[d]) {
      bounds->outside = argument->name;
      return bounds->overflow = 1, 0;
    }
    place = place * array->shape[d] + offsets[d];
  }
  switch (argument->type->size) {
  case 1: return ((const int8_t *)array->data)[place];
  case 2: return ((const int16_t *)array->data)[place];
  case 4: return ((const int32_t *)array->data)[place];
  default: return ((const int64_t *)array->data)[place];
  }
}

/* Compares the first `count` extents (all but a last `*`); -1 stands for any. */
ISO_COMMON int iso_fits(const iso_argument *argument, const Py_ssize_t *shape, const iso_bounds *bounds,
                               const Py_ssize_t *expected, int count) {
  PyObject *want, *got;
  Py_ssize_t shown[15];
  int i;
  if (ISO_RARELY(bounds->overflow)) return iso_bounds_error(argument, bounds, "a dimension");
  for (i = 0; i < count && iso_extent_fits(argument, shape[i], expected[i]); i++) {}
  if (i == count) return 1;
  for (i = 0; i < count; i++) shown[i] = expected[i] < 0 ? shape[i] : expected[i];
  want = iso_shape_tuple(shown, count);
  got = iso_shape_tuple(shape, argument->rank);
  if (want && got)
    iso_error(argument, iso_check_error, count == argument->rank ? "expected shape %S, got %S"
                                                                  : "expected a shape that starts with %S, got %S",
              want, got);
  Py_XDECREF(want);
  Py_XDECREF(got);
  return 0;
}

/* Replaces the references that a procedure keeps. After a failed call Fortran may point to the old arrays or to the
 * new ones, so both stay. */
ISO_COMMON int iso_keep(PyObject **kept, PyObject *const *objects, int count, int succeeded) {
  PyObject *tuple = PyTuple_New(count + (succeeded ? 0 : 1));
  PyObject *old = *kept;
  int i;
  if (!tuple) return 0;
  for (i = 0; i < count; i++) {
    PyObject *object = objects[i] ? objects[i] : Py_None;
    Py_INCREF(object);
    PyTuple_SetItem(tuple, i, object);
  }
  *kept = tuple;
  if (!succeeded) PyTuple_SetItem(tuple, count, old ? old : (Py_INCREF(Py_None), Py_None));
  else Py_XDECREF(old);
  return 1;
}

/* Raises what raises(status, message) asks for. */
ISO_COMMON void iso_failed(const char *procedure, int64_t status, const iso_text *message) {
  PyObject *text = message ? iso_text_str(message->data, message->length) : NULL;
  if (text && PyUnicode_GetLength(text) > 0) PyErr_SetObject(PyExc_RuntimeError, text);
  else if (!PyErr_Occurred())
    PyErr_Format(PyExc_RuntimeError, "%s: procedure returned status %lld", procedure, (long long)status);
  Py_XDECREF(text);
}

/* Where a tuple has its items, proved at import; 0: not known. */
static size_t iso_tuple_items;

/* One value, or a tuple of several; takes the references, any of which may be null after a failure. */
ISO_COMMON PyObject *iso_result(PyObject **values, int count) {
  PyObject *tuple = NULL;
  int i, whole = 1;
  for (i = 0; i < count; i++) whole = whole && values[i];
  if (whole && count == 1) return values[0];
  if (whole) tuple = PyTuple_New(count);
  if (tuple && iso_tuple_items) return memcpy((char *)tuple + iso_tuple_items, values, (size_t)count * sizeof *values), tuple;
  for (i = 0; i < count; i++) {
    if (tuple) PyTuple_SetItem(tuple, i, values[i]);
    else Py_XDECREF(values[i]);
  }
  return tuple;
}
