/* Characters and arrays of them: bytes of one length, padded with blanks, without a terminator.
 *
 * Python gives str (as UTF-8), bytes, or arrays of NumPy's types S and U, and gets bytes and arrays of type S. Taking
 * looks at the object; fitting, when the length is known, makes the bytes that Fortran sees: longer texts are cut,
 * shorter ones padded, and the zeros that NumPy pads with become blanks. What Fortran changes in place is used as it
 * is. */
ISO_COMMON void iso_release_text(iso_text *text) {
  if (text->viewed) PyBuffer_Release(&text->view);
  text->viewed = 0;
  PyMem_Free(text->own);
  text->own = NULL;
  Py_CLEAR(text->held);
  Py_CLEAR(text->item);
}

static int iso_text_faults(const iso_argument *argument, int rank, const Py_ssize_t *shape, PyObject *array) {
  if (rank == argument->rank || iso_rank_fits(argument, rank, shape)) return 1;
  return iso_array_error(array, argument, ISO_WRONG_RANK);
}

/* Reads an array of type S into `text`, which holds it from now on; takes the reference. */
static int iso_view_text(PyObject *array, const iso_argument *argument, iso_text *text) {
  text->held = array;
  if (PyObject_GetBuffer(array, &text->view, PyBUF_STRIDES | PyBUF_FORMAT)) return iso_error_from_pending(argument);
  text->viewed = 1;
  text->data = text->view.buf;
  text->length = text->view.itemsize;
  text->shape = text->view.shape;
  if ((argument->flags & ISO_IN_PLACE) && argument->rank == 0) { /* one text in all the bytes, numpy.zeros(80, "c") */
    text->length = text->view.len;
    return 1;
  }
  return iso_text_faults(argument, text->view.ndim, text->view.shape, array);
}

static PyObject *iso_bytes_array(PyObject *array) {
  PyObject *characters = PyImport_ImportModule("numpy.char");
  PyObject *bytes = characters ? PyObject_CallMethod(characters, "encode", "Os", array, "utf-8") : NULL;
  Py_XDECREF(characters);
  return bytes;
}

/* The bytes of an array of character codes, which are numbers of one byte. */
static PyObject *iso_codes_array(PyObject *array) {
  PyObject *dtype = PyObject_GetAttrString(array, "dtype"), *codes = NULL;
  if (dtype && iso_number_at(dtype, "itemsize", NULL) == 1) codes = PyObject_CallMethod(array, "view", "s", "S1");
  Py_XDECREF(dtype);
  return codes;
}

/* An array of type S for what the caller gave, a new reference. */
static PyObject *iso_as_text_array(PyObject *object, const iso_argument *argument) {
  PyObject *array, *bytes;
  char kind;
  if ((argument->flags & ISO_IN_PLACE) && !PyObject_TypeCheck(object, (PyTypeObject *)iso_numpy.ndarray)) {
    int is_text = PyUnicode_Check(object) || PyBytes_Check(object); /* of the right type, and nothing to work on */
    bytes = iso_type_name(object);
    if (bytes)
      iso_error(argument, is_text ? PyExc_ValueError : PyExc_TypeError,
                "expected a NumPy array to work on in place, got %U", bytes);
    Py_XDECREF(bytes);
    return NULL;
  }
  array = iso_as_array(object, argument);
  kind = array ? iso_kind_of(array) : 0;
  if (!array || kind == 'S') return array;
  if (argument->flags & ISO_IN_PLACE) {
    iso_array_error(array, argument, ISO_WRONG_TYPE);
  } else if (kind == 'U') {
    bytes = iso_bytes_array(array);
    if (!bytes) iso_error_from_pending(argument);
    Py_DECREF(array);
    return bytes;
  } else if ((kind == 'u' || kind == 'i') && (bytes = iso_codes_array(array))) {
    Py_DECREF(array);
    return bytes;
  } else {
    iso_wrong_type_error(argument, object, argument->rank ? "an array of str or bytes" : "str or bytes");
  }
  Py_DECREF(array);
  return NULL;
}

/* Looks at what the caller gave: its length, its shape. */
ISO_COMMON int iso_text_take(PyObject *object, const iso_argument *argument, iso_text *text) {
  PyObject *array;
  if (!(argument->flags & ISO_IN_PLACE) && argument->rank == 0) {
    Py_ssize_t count = 0;
    if (PyUnicode_Check(object)) {
      text->data = (char *)PyUnicode_AsUTF8AndSize(object, &count);
      if (!text->data) return iso_error_from_pending(argument);
      text->length = count;
      return 1;
    }
    if (PyBytes_Check(object)) {
      if (PyBytes_AsStringAndSize(object, &text->data, &count)) return 0;
      text->length = count;
      return 1;
    }
    array = iso_only_element(object, argument, "text");
    if (array) {
      int taken = PyUnicode_Check(array) || PyBytes_Check(array) ? iso_text_take(array, argument, text)
                                                                 : iso_wrong_type_error(argument, array, "str or bytes");
      text->item = array; /* its characters */
      return taken;
    }
    if (PyErr_Occurred()) return 0;
    if ((PyFloat_Check(object) || PyLong_Check(object)) && !PyBool_Check(object)) { /* as it is printed */
      text->number = object;
      text->item = PyObject_Str(object);
      return text->item && iso_text_take(text->item, argument, text);
    }
  }
  array = iso_as_text_array(object, argument);
  return array && iso_view_text(array, argument, text);
}

static Py_ssize_t iso_text_count(const iso_argument *argument, const iso_text *text) {
  Py_ssize_t count = 1;
  int i, rank = text->viewed ? text->view.ndim : argument->rank;
  for (i = 0; i < rank; i++) count *= text->shape[i];
  return count;
}

/* `count` bytes of an element into `length`, padded with blanks. */
static void iso_pad(char *to, int64_t length, const char *from, int64_t count, int zeros_are_padding) {
  while (zeros_are_padding && count > 0 && from[count - 1] == '\0') count--;
  if (count > length) count = length;
  memcpy(to, from, (size_t)count);
  memset(to + count, ' ', (size_t)(length - count));
}

static char *iso_text_room(iso_text *text, int64_t length, Py_ssize_t count) {
  size_t bytes;
  text->own = __builtin_mul_overflow((size_t)length, (size_t)count, &bytes) ? NULL : PyMem_Malloc(bytes + 1);
  if (!text->own) PyErr_NoMemory();
  return text->own;
}

/* Whether Fortran can have the array's own memory. */
static int iso_text_usable(const iso_argument *argument, const iso_text *text, int64_t length) {
  const Py_buffer *view = &text->view;
  Py_ssize_t i, count = iso_text_count(argument, text);
  if (view->itemsize != length || !PyBuffer_IsContiguous(view, 'F') || length == 0) return 0;
  if (argument->flags & ISO_WRITES) return 0; /* and not in place: the caller's text stays as it is */
  for (i = 1; i <= count; i++)
    if (text->data[i * length - 1] == '\0') return 0;
  return 1;
}

static int iso_text_in_place(const iso_argument *argument, iso_text *text, int64_t length) {
  const Py_buffer *view = &text->view;
  int shorter = length >= 0 && (argument->rank ? view->itemsize != length : view->len < length);
  if (shorter)
    return iso_error(argument, PyExc_ValueError, "expected an array of S%lld, got one of S%zd", (long long)length,
                     argument->rank ? view->itemsize : view->len);
  if (!PyBuffer_IsContiguous(view, 'F')) return iso_array_error(text->held, argument, ISO_WRONG_ORDER);
  if (view->readonly && (argument->flags & ISO_WRITES))
    return iso_array_error(text->held, argument, ISO_READ_ONLY);
  if (length >= 0) text->length = length;
  return 1;
}

static int iso_text_fit_array(const iso_argument *argument, iso_text *text, int64_t length) {
  const Py_buffer *view = &text->view;
  Py_ssize_t index[64] = {0}, i, count = iso_text_count(argument, text);
  const char *from = text->data;
  char *to;
  int d;
  if (argument->flags & ISO_IN_PLACE) return iso_text_in_place(argument, text, length);
  if (length < 0) length = text->length;
  if (iso_text_usable(argument, text, length)) return 1;
  to = iso_text_room(text, length, count);
  if (!to) return 0;
  for (i = 0; i < count; i++) {
    iso_pad(to + i * length, length, from, text->length, 1);
    for (d = 0; d < view->ndim; d++) { /* the next element in Fortran's order */
      from += view->strides[d];
      if (++index[d] < view->shape[d]) break;
      from -= view->strides[d] * view->shape[d];
      index[d] = 0;
    }
  }
  text->data = to;
  text->length = length;
  return 1;
}

/* Makes the bytes that Fortran sees, with `length` bytes an element; -1: as many as the caller gave. */
ISO_COMMON int iso_text_fit(const iso_argument *argument, const iso_bounds *bounds, int64_t length,
                                   iso_text *text) {
  char *to;
  if (bounds->overflow) return iso_bounds_error(argument, bounds, "its length");
  if (text->viewed) return iso_text_fit_array(argument, text, length);
  if (text->number && length == 1) return iso_wrong_type_error(argument, text->number, "str or bytes");
  if (text->number && length >= 0 && text->length > length)
    return iso_error(argument, PyExc_ValueError, "%R does not fit %lld characters", text->number, (long long)length);
  if (length < 0) length = text->length;
  if (length == text->length && !(argument->flags & ISO_WRITES)) return 1;
  to = iso_text_room(text, length, 1);
  if (!to) return 0;
  iso_pad(to, length, text->data, text->length, 0);
  text->data = to;
  text->length = length;
  return 1;
}

/* Character `number` of a text, blank beyond its end. */
ISO_COMMON int64_t iso_character(const iso_text *text, int64_t number) {
  return text->data && number >= 0 && number < text->length ? text->data[number] : ' ';
}

/* Room for an outgoing character, blank. */
ISO_COMMON int iso_text_blank(int64_t length, iso_text *text) {
  text->data = iso_text_room(text, length < 0 ? 0 : length, 1);
  if (!text->data) return 0;
  text->length = length < 0 ? 0 : length;
  memset(text->data, ' ', (size_t)text->length);
  return 1;
}

/* A new array of blanks. */
ISO_COMMON int iso_text_create(const iso_argument *argument, const iso_bounds *bounds, int64_t length,
                                      const Py_ssize_t *shape, iso_text *text) {
  PyObject *tuple, *array = NULL;
  char dtype[32];
  if (bounds->overflow) return iso_bounds_error(argument, bounds, "a dimension or its length");
  if (length < 0) length = 0;
  if (argument->rank == 0) return iso_text_blank(length, text) || iso_error_from_pending(argument);
  snprintf(dtype, sizeof dtype, "S%lld", (long long)(length ? length : 1)); /* NumPy has no S0 */
  tuple = iso_shape_tuple(shape, argument->rank);
  if (tuple) array = PyObject_CallFunction(iso_numpy.zeros, "Oss", tuple, dtype, "F");
  Py_XDECREF(tuple);
  if (!array) return iso_error_from_pending(argument);
  if (!iso_view_text(array, argument, text)) return 0;
  memset(text->data, ' ', (size_t)text->view.len);
  text->length = length;
  return 1;
}

/* Bytes without the blanks and zeros at their end. */
ISO_COMMON PyObject *iso_text_bytes(const char *data, int64_t length) {
  while (length > 0 && (data[length - 1] == ' ' || data[length - 1] == '\0')) length--;
  return PyBytes_FromStringAndSize(data, (Py_ssize_t)length);
}

/* The same as str, for messages. */
ISO_UNUSED static PyObject *iso_text_str(const char *data, int64_t length) {
  while (length > 0 && (data[length - 1] == ' ' || data[length - 1] == '\0')) length--;
  return iso_message_str(data, (Py_ssize_t)length);
}

/* The result for the caller: bytes, or the array, which `text` no longer holds. */
ISO_COMMON PyObject *iso_text_give(iso_text *text) {
  PyObject *array = text->held;
  if (!array) return iso_text_bytes(text->data, text->length);
  text->held = NULL;
  PyBuffer_Release(&text->view);
  text->viewed = 0;
  return array;
}
