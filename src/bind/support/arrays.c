/* Arrays: from Python objects to addresses and shapes.
 *
 * A NumPy array of the right type and order costs a few loads from its object's stable prefix. Everything else
 * takes the slow path: subclasses, other buffers, conversions, errors.
 */
ISO_COMMON void iso_release(iso_array *array) {
  if (array->view) {
    PyBuffer_Release(array->view);
    PyMem_Free(array->view);
    array->view = NULL;
  }
  Py_CLEAR(array->held);
}

/* a(*) takes any array; a scalar that Fortran changes takes an array of one element. */
ISO_COMMON int iso_rank_fits(const iso_argument *argument, int rank, const Py_ssize_t *shape) {
  int i;
  if (!(argument->flags & ISO_ANY_RANK)) return 0;
  for (i = 0; argument->rank == 0 && i < rank; i++)
    if (shape[i] != 1) return 0;
  return 1;
}

static int iso_view_faults(const Py_buffer *view, const iso_argument *argument) {
  const iso_type *type = argument->type;
  const char *format = view->format ? view->format : "B";
  int faults = 0;
  int alignment = type->base == 'c' ? type->size / 2 : type->size;
  if (*format == '@' || *format == '=' || *format == '^') format++;
  if ((*format == 'Z') == (type->base == 'c')) {
    if (*format == 'Z') format++;
    if (!*format || format[1] || !strchr(type->formats, *format)) faults |= ISO_WRONG_TYPE;
  } else {
    faults |= ISO_WRONG_TYPE;
  }
  if (view->itemsize != type->size) faults |= ISO_WRONG_TYPE;
  if (view->ndim != argument->rank && !iso_rank_fits(argument, view->ndim, view->shape)) faults |= ISO_WRONG_RANK;
  if (!PyBuffer_IsContiguous(view, argument->flags & ISO_C_ORDER ? 'C' : 'F')) faults |= ISO_WRONG_ORDER;
  if (view->len && (uintptr_t)view->buf % (unsigned)alignment) faults |= ISO_MISALIGNED;
  if ((argument->flags & ISO_WRITES) && view->readonly) faults |= ISO_READ_ONLY;
  return faults;
}

/* The leading dimension of the memory of an array that is in Fortran's order but for gaps between its columns; 0: it is in
 * another order. */
ISO_COMMON Py_ssize_t iso_leading(int rank, const Py_ssize_t *shape, const Py_ssize_t *strides, Py_ssize_t size) {
  Py_ssize_t leading = 0, expected = 0;
  int i;
  if (rank < 2 || shape[0] < 1 || (shape[0] > 1 && strides[0] != size)) return 0;
  for (i = 1; i < rank; i++) {
    if (shape[i] == 0) return 0;
    if (shape[i] == 1) continue;
    if (!leading) {
      leading = strides[i] % size ? 0 : strides[i] / size;
      if (leading < shape[0]) return 0;
      expected = strides[i];
    }
    if (strides[i] != expected) return 0;
    expected *= shape[i];
  }
  return leading;
}

/* Reads a NumPy array into `taken` and returns what is wrong with it for the argument, -1 with an exception. */
static int iso_faults(PyObject *array, const iso_argument *argument, iso_array *taken) {
  Py_buffer *view;
  int faults;
  if (iso_numpy.fast) {
    const iso_array_prefix *prefix = (const iso_array_prefix *)array;
    taken->data = prefix->data;
    taken->shape = prefix->dimensions;
    faults = iso_prefix_faults(prefix, argument);
    if (faults == ISO_WRONG_ORDER && (argument->flags & ISO_PADDED))
      taken->leading = iso_leading(prefix->nd, prefix->dimensions, prefix->strides, argument->type->size);
    return taken->leading ? 0 : faults;
  }
  view = PyMem_Malloc(sizeof *view);
  if (!view) return PyErr_NoMemory(), -1;
  if (PyObject_GetBuffer(array, view, PyBUF_STRIDES | PyBUF_FORMAT)) { /* e.g. dates: no buffer, so no number */
    PyMem_Free(view);
    PyErr_Clear();
    return ISO_WRONG_TYPE;
  }
  faults = iso_view_faults(view, argument);
  if (faults == ISO_WRONG_ORDER && (argument->flags & ISO_PADDED)) {
    taken->leading = iso_leading(view->ndim, view->shape, view->strides, argument->type->size);
    if (taken->leading) faults = 0;
  }
  if (faults) {
    PyBuffer_Release(view);
    PyMem_Free(view);
    return faults;
  }
  taken->view = view;
  taken->data = view->buf;
  taken->shape = view->shape;
  return 0;
}

/* Says in which order an array is, and what to do. */
ISO_COMMON int iso_order_error(const iso_argument *argument, int order, const char *package) {
  if (order == ISO_PADDED_ORDER && argument->packed)
    return iso_error(argument, PyExc_ValueError, "expected an array without padding between its columns, since %s; use %s.asfortranarray",
                     argument->packed, package);
  return iso_error(argument, PyExc_ValueError, "expected an array in Fortran order, got one %s; use %s.asfortranarray",
                   order == ISO_ROWS_FIRST ? "in C order" : order == ISO_PADDED_ORDER ? "with padding between its columns" : "with other strides",
                   package);
}

/* Of a NumPy array that is not in Fortran's order. */
static int iso_order_of_strides(PyObject *array, const iso_argument *argument) {
  const iso_array_prefix *prefix = (const iso_array_prefix *)array;
  if (!iso_numpy.fast) return ISO_OTHER_ORDER;
  if (prefix->flags & ISO_C_CONTIGUOUS) return ISO_ROWS_FIRST;
  return iso_leading(prefix->nd, prefix->dimensions, prefix->strides, argument->type->size) ? ISO_PADDED_ORDER : ISO_OTHER_ORDER;
}

/* Says what is wrong with an array that has to be used as it is, or has the wrong rank. */
static int iso_array_error(PyObject *array, const iso_argument *argument, int faults) {
  PyObject *seen = PyObject_GetAttrString(array, faults & ISO_WRONG_TYPE ? "dtype" : "shape");
  if (!seen) return iso_error_from_pending(argument);
  if (faults & ISO_WRONG_TYPE)
    iso_error(argument, PyExc_ValueError, "expected an array of %s, got %S", argument->type->name, seen);
  else if (faults & ISO_WRONG_RANK)
    iso_error(argument, PyExc_ValueError, argument->rank ? "expected an array of rank %d, got shape %S"
                                                         : "expected an array of rank %d (numpy.array(value)), got shape %S",
              argument->rank, seen);
  else if (faults & ISO_WRONG_ORDER)
    iso_order_error(argument, iso_order_of_strides(array, argument), "numpy");
  else if (faults & ISO_READ_ONLY)
    iso_error(argument, PyExc_ValueError, "expected a writable array, got a read-only one");
  else
    iso_error(argument, PyExc_ValueError, "expected an aligned array, got one at an odd address");
  Py_DECREF(seen);
  return 0;
}

static char iso_kind_of(PyObject *array) {
  char kind = 0;
  PyObject *dtype = PyObject_GetAttrString(array, "dtype");
  PyObject *text = dtype ? PyObject_GetAttrString(dtype, "kind") : NULL;
  const char *letters = text ? PyUnicode_AsUTF8AndSize(text, NULL) : NULL;
  if (letters) kind = *letters;
  Py_XDECREF(text);
  Py_XDECREF(dtype);
  return kind;
}

static PyObject *iso_copy_in(PyObject *array, PyObject *dtype, PyObject *order) {
  PyObject *arguments = PyTuple_Pack(2, array, dtype);
  PyObject *copy = arguments ? PyObject_Call(iso_numpy.array, arguments, order) : NULL;
  Py_XDECREF(arguments);
  return copy;
}
static PyObject *iso_fortran_copy(PyObject *array, PyObject *dtype) {
  return iso_copy_in(array, dtype, iso_numpy.fortran_order);
}
static PyObject *iso_order_of(const iso_argument *argument) {
  return argument->flags & ISO_C_ORDER ? iso_numpy.c_order : iso_numpy.fortran_order;
}

/* Integers must keep their values; a conversion that loses some is refused. */
static int iso_check_integers(PyObject *array, PyObject *copy, char kind, const iso_argument *argument) {
  PyObject *equal = PyObject_CallFunctionObjArgs(iso_numpy.array_equal, array, copy, NULL);
  int same = equal ? PyObject_IsTrue(equal) : -1;
  Py_XDECREF(equal);
  if (same > 0) return 1;
  if (same < 0) return 0;
  if (kind == 'f')
    return iso_error(argument, PyExc_ValueError, "expected whole numbers that fit %s", argument->type->name);
  return iso_error(argument, PyExc_OverflowError, "a value does not fit %s", argument->type->name);
}

/* Whether a copy of reals of 4 bytes, or pairs of them, holds an infinity. */
static int iso_has_infinity(PyObject *copy) {
  Py_buffer view;
  const float *values;
  Py_ssize_t i, count;
  int found = 0;
  if (PyObject_GetBuffer(copy, &view, PyBUF_ANY_CONTIGUOUS)) return PyErr_Clear(), 1;
  values = view.buf;
  count = view.len / (Py_ssize_t)sizeof *values;
  for (i = 0; i < count; i++) found |= values[i] > FLT_MAX || values[i] < -FLT_MAX;
  PyBuffer_Release(&view);
  return found;
}

/* Says so when a finite number became infinite. */
static int iso_check_reals(PyObject *array, PyObject *copy, char kind, const iso_argument *argument) {
  PyObject *numpy, *before, *after, *equal;
  int same;
  if (argument->type->size != (argument->type->base == 'c' ? 8 : 4) || !iso_has_infinity(copy)) return 1;
  numpy = PyImport_ImportModule("numpy");
  before = !numpy ? NULL : kind == 'O' ? PyObject_CallMethod(numpy, "asarray", "Os", array, argument->type->base == 'c' ? "c16" : "f8")
                                       : Py_NewRef(array);
  if (before) {
    PyObject *infinite = PyObject_CallMethod(numpy, "isinf", "O", before);
    Py_DECREF(before);
    before = infinite;
  }
  after = before ? PyObject_CallMethod(numpy, "isinf", "O", copy) : NULL;
  equal = after ? PyObject_CallFunctionObjArgs(iso_numpy.array_equal, before, after, NULL) : NULL;
  same = equal ? PyObject_IsTrue(equal) : -1;
  Py_XDECREF(equal);
  Py_XDECREF(after);
  Py_XDECREF(before);
  Py_XDECREF(numpy);
  if (same < 0) iso_error_from_pending(argument);
  return same > 0 || (same == 0 && iso_error(argument, PyExc_OverflowError, "a value does not fit %s; infinity is passed",
                                          argument->type->name));
}

/* An array of the argument's type in Fortran order, a new reference. Integers become reals and reals complex, but
 * nothing that loses a part of a number is done silently. */
static PyObject *iso_convert(PyObject *array, const iso_argument *argument) {
  char kind = iso_kind_of(array);
  const char *accepted = argument->type->base == 'c' ? "biufcO" : "biufO";
  PyObject *copy;
  int whole = 1, warned = argument->flags & ISO_ANY_VALUE; /* work space is passed so, with any contents */
  if (!kind || !strchr(accepted, kind)) {
    iso_array_error(array, argument, ISO_WRONG_TYPE);
    return NULL;
  }
  if (argument->type->base == 'l') {
    PyObject *truth = iso_fortran_copy(array, (PyObject *)&PyBool_Type);
    copy = truth ? iso_copy_in(truth, argument->type->dtype, iso_order_of(argument)) : NULL;
    Py_XDECREF(truth);
  } else {
    copy = iso_copy_in(array, argument->type->dtype, iso_order_of(argument));
  }
  if (!copy) {
    iso_error_from_pending(argument);
    return NULL;
  }
  if (argument->type->base == 'i' && kind != 'b') whole = iso_check_integers(array, copy, kind, argument);
  else if (argument->type->base == 'r' || argument->type->base == 'c') {
    whole = iso_check_reals(array, copy, kind, argument);
    warned = 1;
  }
  if (!whole && !(warned && iso_warn_of_loss())) Py_CLEAR(copy);
  return copy;
}

/* The NumPy array inside a field of gt4py, or what DLPack gives of an array in the host's memory: the same memory, a new
 * reference. Null without an exception where there is none, with one where it cannot be had. */
static PyObject *iso_array_in(PyObject *object) {
  PyObject *inner, *device, *numpy;
  long long kind = -1;
  if (PyFloat_Check(object) || PyLong_Check(object) || PyList_Check(object) || PyTuple_Check(object) || PyObject_CheckBuffer(object)) return NULL;
  inner = PyObject_GetAttrString(object, "ndarray");
  PyErr_Clear();
  if (inner && PyObject_TypeCheck(inner, (PyTypeObject *)iso_numpy.ndarray)) return inner;
  Py_XDECREF(inner);
  device = PyObject_CallMethod(object, "__dlpack_device__", NULL);
  if (device && PyTuple_Check(device) && PyTuple_Size(device) == 2) kind = PyLong_AsLongLong(PyTuple_GetItem(device, 0));
  Py_XDECREF(device);
  PyErr_Clear();
  if (kind != 1 && kind != 3) return NULL; /* kDLCPU, kDLCUDAHost */
  numpy = PyImport_ImportModule("numpy");
  inner = numpy ? PyObject_CallMethod(numpy, "from_dlpack", "O", object) : NULL;
  Py_XDECREF(numpy);
  return inner;
}

static PyObject *iso_as_array(PyObject *object, const iso_argument *argument) {
  PyObject *array = iso_array_in(object);
  if (array) return array;
  if (PyErr_Occurred()) return iso_error_from_pending(argument), NULL;
  if ((argument->flags & ISO_IN_PLACE) && !PyObject_CheckBuffer(object)) {
    PyObject *name = iso_type_name(object);
    if (name) iso_error(argument, PyExc_TypeError, "expected a NumPy array to work on in place, got %U", name);
    Py_XDECREF(name);
    return NULL;
  }
  array = PyObject_CallFunctionObjArgs(iso_numpy.asarray, object, NULL);
  if (!array) iso_error_from_pending(argument);
  return array;
}

/* The array with the argument's rank: extents of 1 are dropped or appended, further extents are joined with the last
 * one in Fortran's order; a new reference. The elements stay what and where they are unless that needs a copy. */
static PyObject *iso_with_rank(PyObject *array, const iso_argument *argument) {
  PyObject *shape = PyObject_GetAttrString(array, "shape"), *wanted = NULL, *result = NULL;
  Py_ssize_t given = shape ? PyTuple_Size(shape) : -1, extents[15], i;
  int rank = 0;
  for (i = 0; i < argument->rank; i++) extents[i] = 1;
  for (i = 0; i < given; i++) {
    Py_ssize_t extent = PyLong_AsSsize_t(PyTuple_GetItem(shape, i));
    if (given > argument->rank && extent == 1) continue;
    if (rank < argument->rank) extents[rank++] = extent;
    else extents[argument->rank - 1] *= extent;
  }
  if (given >= 0) wanted = iso_shape_tuple(extents, argument->rank);
  if (wanted) {
    PyObject *method = PyObject_GetAttrString(array, "reshape"), *arguments = PyTuple_Pack(1, wanted);
    if (method && arguments) result = PyObject_Call(method, arguments, iso_order_of(argument));
    Py_XDECREF(method);
    Py_XDECREF(arguments);
  }
  Py_XDECREF(wanted);
  Py_XDECREF(shape);
  if (!result) iso_error_from_pending(argument);
  return result;
}

ISO_COMMON int iso_take_slowly(PyObject *object, const iso_argument *argument, iso_array *taken) {
  PyObject *array;
  int faults;
  if (PyObject_TypeCheck(object, (PyTypeObject *)iso_numpy.ndarray)) {
    array = object;
    Py_INCREF(array);
  } else {
    array = iso_as_array(object, argument);
    if (!array) return 0;
  }
  faults = iso_faults(array, argument, taken);
  /* Arrays of other types than numbers are refused for their type. */
  if (faults > 0 && argument->rank > 0 && (faults & ISO_WRONG_RANK) &&
      !(argument->flags & ISO_IN_PLACE && faults != ISO_WRONG_RANK)) {
    PyObject *reshaped = iso_with_rank(array, argument);
    Py_DECREF(array);
    if (!reshaped) return 0;
    array = reshaped;
    faults = iso_faults(array, argument, taken);
  }
  if (faults > 0 && (argument->flags & ISO_IN_PLACE)) {
    iso_array_error(array, argument, faults);
  } else if (faults > 0 && (faults & ISO_WRONG_RANK)) {
    iso_array_error(array, argument, ISO_WRONG_RANK);
  } else if (faults > 0) {
    PyObject *copy = iso_convert(array, argument);
    Py_DECREF(array);
    if (!copy) return 0;
    array = copy;
    faults = iso_faults(array, argument, taken);
    if (faults > 0) iso_array_error(array, argument, faults);
  }
  if (faults) {
    Py_DECREF(array);
    return 0;
  }
  if (array == object) Py_DECREF(array); /* the caller holds it during the call */
  else taken->held = array;
  return 1;
}

/* The same where a bound overflowed, or NumPy's own function is not at hand. */
ISO_COMMON int iso_create_slowly(const iso_argument *argument, const iso_bounds *bounds, const Py_ssize_t *shape,
                                 iso_array *created) {
  PyObject *tuple, *array = NULL;
  int fortran = argument->rank > 1 && !(argument->flags & ISO_C_ORDER);
  PyObject *order = fortran ? iso_numpy.letter_f : NULL; /* null ends the arguments */
  int faults;
  if (bounds->overflow) return iso_bounds_error(argument, bounds, "a dimension");
  tuple = iso_shape_tuple(shape, argument->rank);
  if (tuple) array = PyObject_CallFunctionObjArgs(iso_numpy.zeros, tuple, argument->type->dtype, order, NULL);
  Py_XDECREF(tuple);
  if (!array) return iso_error_from_pending(argument);
  faults = iso_faults(array, argument, created);
  if (faults) {
    if (faults > 0) iso_array_error(array, argument, faults);
    Py_DECREF(array);
    return 0;
  }
  created->held = array;
  return 1;
}

/* The shape that an object has by itself, a new reference; null when it is that of the argument, or with an exception. */
static PyObject *iso_other_shape(PyObject *object, const iso_argument *argument) {
  PyObject *array, *shape;
  if (PyFloat_Check(object) || PyLong_Check(object) || PyComplex_Check(object)) return PyTuple_New(0);
  if (argument->rank == 1 && !PyObject_CheckBuffer(object) && PySequence_Check(object)) { /* a list of numbers? */
    PyObject *first = PySequence_GetItem(object, 0);
    int is_plain = first && !PySequence_Check(first) && !PyObject_CheckBuffer(first);
    Py_XDECREF(first);
    PyErr_Clear();
    if (is_plain) return NULL;
  }
  array = PyObject_CallFunctionObjArgs(iso_numpy.asarray, object, NULL);
  shape = array ? PyObject_GetAttrString(array, "shape") : NULL;
  Py_XDECREF(array);
  if (shape && PyTuple_Size(shape) == argument->rank) Py_CLEAR(shape);
  return shape;
}

/* An array that was given, for the caller: the object itself where its memory was used, else the copy that was made, in
 * the shape that the object has. */
ISO_COMMON PyObject *iso_hand_back(iso_array *array, PyObject *object, const iso_argument *argument) {
  PyObject *shape, *shaped = NULL;
  if (!object) object = Py_None;
  if (!array->held || PyCapsule_CheckExact(array->held)) return Py_NewRef(object); /* a capsule: of the device */
  if (Py_TYPE(object) == iso_numpy.fast && ((const iso_array_prefix *)object)->data == array->data &&
      Py_TYPE(array->held) == iso_numpy.fast && ((const iso_array_prefix *)array->held)->base == object)
    return Py_NewRef(object);
  if (object == Py_None) return iso_give(array);
  shape = iso_other_shape(object, argument);
  if (!shape) return PyErr_Occurred() ? NULL : iso_give(array);
  {
    PyObject *method = PyObject_GetAttrString(array->held, "reshape"), *arguments = PyTuple_Pack(1, shape);
    if (method && arguments) shaped = PyObject_Call(method, arguments, iso_order_of(argument));
    Py_XDECREF(method);
    Py_XDECREF(arguments);
  }
  Py_DECREF(shape);
  return shaped;
}

/* Makes sure that Fortran works on a copy: of intent(copy). */
ISO_COMMON int iso_own_copy(PyObject *object, const iso_argument *argument, iso_array *taken) {
  PyObject *copy, *base = taken->held ? PyObject_GetAttrString(taken->held, "base") : NULL;
  int owned = base == Py_None, faults;
  Py_XDECREF(base);
  if (owned) return 1;
  copy = iso_copy_in(taken->held ? taken->held : object, argument->type->dtype, iso_order_of(argument));
  if (!copy) return iso_error_from_pending(argument);
  iso_release(taken);
  faults = iso_faults(copy, argument, taken);
  if (faults) {
    if (faults > 0) iso_array_error(copy, argument, faults);
    Py_DECREF(copy);
    return 0;
  }
  taken->held = copy;
  return 1;
}

/* Sets a created array to its default. */
ISO_COMMON int iso_fill(const iso_argument *argument, const iso_array *array, double real, double imaginary) {
  PyObject *value = argument->type->base == 'c'   ? PyComplex_FromDoubles(real, imaginary)
                    : argument->type->base == 'r' ? PyFloat_FromDouble(real)
                                                  : PyLong_FromDouble(real);
  PyObject *done = value ? PyObject_CallMethod(array->held, "fill", "O", value) : NULL;
  Py_XDECREF(value);
  if (!done) return iso_error_from_pending(argument);
  Py_DECREF(done);
  return 1;
}
