/* Numbers and truth values, both ways. */
ISO_COMMON int iso_store_integer(long long value, int size, void *out) {
  switch (size) {
    case 1:
      if (value < INT8_MIN || value > INT8_MAX) return 0;
      *(int8_t *)out = (int8_t)value;
      return 1;
    case 2:
      if (value < INT16_MIN || value > INT16_MAX) return 0;
      *(int16_t *)out = (int16_t)value;
      return 1;
    case 4:
      if (value < INT32_MIN || value > INT32_MAX) return 0;
      *(int32_t *)out = (int32_t)value;
      return 1;
    default: *(int64_t *)out = value; return 1;
  }
}

/* A Python integer for an object that is one, is a whole real number, or is the text of one; a new reference. */
static PyObject *iso_whole_number(PyObject *object, const iso_argument *argument) {
  PyObject *number, *whole;
  int same;
  number = PyNumber_Index(object);
  if (number) return number;
  PyErr_Clear();
  if (PyUnicode_Check(object) || PyBytes_Check(object)) {
    number = PyNumber_Long(object);
    if (!number) iso_error_from_pending(argument);
    return number;
  }
  if (!PyNumber_Check(object)) {
    iso_wrong_type_error(argument, object, "an integer");
    return NULL;
  }
  number = PyNumber_Float(object); /* refuses complex numbers */
  whole = number ? PyNumber_Long(number) : NULL;
  if (!whole) {
    Py_XDECREF(number);
    iso_error_from_pending(argument);
    return NULL;
  }
  same = PyObject_RichCompareBool(number, whole, Py_EQ);
  if (same == 0) iso_error(argument, PyExc_ValueError, "expected a whole number, got %R", object);
  if (same != 1) Py_CLEAR(whole);
  Py_DECREF(number);
  return whole;
}

static int iso_integer(PyObject *object, const iso_argument *argument, void *out) {
  int overflow = 0;
  long long value;
  PyObject *number = NULL;
  if (ISO_RARELY(!PyLong_CheckExact(object) && !PyLong_Check(object))) {
    number = iso_whole_number(object, argument);
    if (!number) return 0;
    object = number;
  }
  value = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (ISO_RARELY(overflow || !iso_store_integer(value, argument->type->size, out))) {
    iso_error(argument, PyExc_OverflowError, "%S does not fit %s", object, argument->type->name);
    Py_XDECREF(number);
    return 0;
  }
  Py_XDECREF(number);
  return 1;
}

/* A finite number that becomes infinite is a warning, as in NumPy. */
static int iso_single(double value, const iso_argument *argument, float *out) {
  *out = (float)value;
  if (ISO_RARELY((*out > FLT_MAX || *out < -FLT_MAX) && value <= DBL_MAX && value >= -DBL_MAX)) {
    PyObject *number = PyFloat_FromDouble(value);
    if (number)
      iso_error(argument, PyExc_OverflowError, "%R does not fit %s; infinity is passed", number, argument->type->name);
    Py_XDECREF(number);
    return iso_warn_of_loss();
  }
  return 1;
}

static int iso_complex(PyObject *object, const iso_argument *argument, void *out) {
  double re, im;
  PyObject *number = PyObject_CallFunctionObjArgs((PyObject *)&PyComplex_Type, object, NULL);
  if (!number) return iso_error_from_pending(argument);
  re = PyComplex_RealAsDouble(number);
  im = PyComplex_ImagAsDouble(number);
  Py_DECREF(number);
  if (argument->type->size == 8) {
    iso_complex4 *single = out;
    return iso_single(re, argument, &single->re) && iso_single(im, argument, &single->im);
  }
  *(iso_complex8 *)out = (iso_complex8){re, im};
  return 1;
}

static int iso_real(PyObject *object, const iso_argument *argument, void *out) {
  double real = PyFloat_AsDouble(object);
  if (ISO_RARELY(real == -1.0 && PyErr_Occurred())) {
    PyObject *number;
    if (!PyUnicode_Check(object) && !PyBytes_Check(object)) return iso_error_from_pending(argument);
    PyErr_Clear(); /* the text of a number */
    number = PyNumber_Float(object);
    if (!number) return iso_error_from_pending(argument);
    real = PyFloat_AsDouble(number);
    Py_DECREF(number);
  }
  if (argument->type->size != 8) return iso_single(real, argument, out);
  *(double *)out = real;
  return 1;
}

/* The element of a list, tuple or array of one; a new reference, null with or without an exception. */
static PyObject *iso_only_element(PyObject *object, const iso_argument *argument, const char *what) {
  Py_ssize_t count;
  if (PyUnicode_Check(object) || PyBytes_Check(object) || !PySequence_Check(object)) return NULL;
  count = PySequence_Size(object);
  if (count == 0) iso_error(argument, PyExc_IndexError, "expected %s, got an empty sequence", what);
  if (count < 0) PyErr_Clear(); /* e.g. an array without dimensions */
  return count == 1 ? PySequence_GetItem(object, 0) : NULL;
}

/* Converts an object to the argument's type and stores it at `out`. */
ISO_COMMON ISO_APART int iso_scalar(PyObject *object, const iso_argument *argument, void *out) {
  const char base = argument->type->base;
  int truth;
  /* What most calls give; checks for subclasses are calls. */
  if (base == 'r' && (PyFloat_CheckExact(object) || PyLong_CheckExact(object))) return iso_real(object, argument, out);
  if (base == 'i' && PyLong_CheckExact(object)) return iso_integer(object, argument, out);
  if (base != 'l' && !PyFloat_Check(object) && !PyLong_Check(object)) {
    PyObject *element = iso_only_element(object, argument, "a number");
    if (element) {
      int done = iso_scalar(element, argument, out);
      Py_DECREF(element);
      return done;
    }
    if (PyErr_Occurred()) return 0;
  }
  switch (base) {
    case 'r': return iso_real(object, argument, out);
    case 'i': return iso_integer(object, argument, out);
    case 'l':
      truth = PyObject_IsTrue(object);
      if (truth < 0) return iso_error_from_pending(argument);
      return iso_store_integer(truth, argument->type->size, out);
    default:
      if (PyUnicode_Check(object)) return iso_wrong_type_error(argument, object, "a number");
      return iso_complex(object, argument, out);
  }
}

static int64_t iso_load_integer(int size, const void *value) {
  switch (size) {
    case 1: return *(const int8_t *)value;
    case 2: return *(const int16_t *)value;
    case 4: return *(const int32_t *)value;
    default: return *(const int64_t *)value;
  }
}

/* The Python object of a value, a new reference. */
ISO_COMMON PyObject *iso_python(const iso_type *type, const void *value) {
  switch (type->base) {
    case 'r': return PyFloat_FromDouble(type->size == 4 ? *(const float *)value : *(const double *)value);
    case 'i': return PyLong_FromLong((long)iso_load_integer(type->size, value));
    case 'l': return PyBool_FromLong(iso_load_integer(type->size, value) != 0);
    default:
      if (type->size == 8)
        return PyComplex_FromDoubles(((const iso_complex4 *)value)->re, ((const iso_complex4 *)value)->im);
      return PyComplex_FromDoubles(((const iso_complex8 *)value)->re, ((const iso_complex8 *)value)->im);
  }
}

/* Whether what Fortran does to a scalar can be given to the object: an array of one element that is writable, or a
 * plain number, which nobody can change. */
ISO_COMMON int iso_check_target(PyObject *object, const iso_argument *argument) {
  PyObject *flags, *writable;
  int good;
  if (!PyObject_TypeCheck(object, (PyTypeObject *)iso_numpy.ndarray)) return 1;
  flags = PyObject_GetAttrString(object, "flags");
  writable = flags ? PyObject_GetAttrString(flags, "writeable") : NULL;
  good = writable ? PyObject_IsTrue(writable) : -1;
  Py_XDECREF(writable);
  Py_XDECREF(flags);
  if (good < 0) return 0;
  return good || iso_error(argument, PyExc_ValueError, "expected a writable array, got a read-only one");
}

/* What Fortran has made of the scalar, into the array that it came from; other objects stay as they are. */
ISO_COMMON int iso_write_back(PyObject *object, const iso_argument *argument, const void *value) {
  PyObject *rank, *zeros, *index, *number;
  int done = -1;
  if (!PyObject_TypeCheck(object, (PyTypeObject *)iso_numpy.ndarray)) return 1;
  rank = PyObject_GetAttrString(object, "ndim");
  zeros = Py_BuildValue("(i)", 0);
  index = rank && zeros ? PySequence_Repeat(zeros, PyLong_AsSsize_t(rank)) : NULL;
  number = index ? iso_python(argument->type, value) : NULL;
  if (number) done = PyObject_SetItem(object, index, number);
  Py_XDECREF(number);
  Py_XDECREF(index);
  Py_XDECREF(zeros);
  Py_XDECREF(rank);
  return done == 0 || iso_error_from_pending(argument);
}
