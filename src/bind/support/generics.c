/* Generic names: of their specific procedures, the call goes to the one whose arguments have the types, kinds and ranks
 * that were given. Without an exact match the cheapest conversion decides; none that fits, or two that fit equally
 * well, are a TypeError. */
/* What was given: the letter of the dtype's kind (0: no array and no number), its size (0: Python's own), the rank. */
typedef struct {
  char kind;
  long long size, rank;
} iso_given;

static int iso_look(PyObject *object, iso_given *given) {
  PyObject *array = NULL, *dtype;
  *given = (iso_given){0, 0, 0};
  if (PyBool_Check(object)) given->kind = 'b';
  else if (PyLong_Check(object)) given->kind = 'i';
  else if (PyFloat_CheckExact(object)) given->kind = 'f';
  else if (PyComplex_CheckExact(object)) given->kind = 'c';
  else if (PyUnicode_Check(object) || PyBytes_Check(object)) given->kind = 'S';
  if (given->kind || PyCallable_Check(object)) return 1;
  dtype = PyObject_GetAttrString(object, "dtype");
  if (!dtype) {
    PyErr_Clear();
    array = PyObject_CallFunctionObjArgs(iso_numpy.asarray, object, NULL);
    if (!array) return 0;
    object = array;
    dtype = PyObject_GetAttrString(object, "dtype");
  }
  given->kind = iso_kind_of(object);
  given->rank = iso_number_at(object, "ndim", NULL);
  if (!array) given->size = dtype ? iso_number_at(dtype, "itemsize", NULL) : 0;
  Py_XDECREF(dtype);
  Py_XDECREF(array);
  return !PyErr_Occurred();
}

/* Python's own numbers go to the default kinds of NumPy and Fortran first: real(8), integer(4), logical(4). */
static int iso_size_cost(const iso_given *given, const iso_type *type) {
  long long usual = type->base == 'r' ? 8 : type->base == 'c' ? 16 : 4;
  if (given->size == type->size) return 0;
  if (given->size) return given->size < type->size ? 100 + type->size : 200 - type->size; /* the next wider kind */
  return type->size == usual ? 0 : type->size > usual ? 1 : 2;
}

/* What converting costs; -1: it does not fit. */
static int iso_cost(PyObject *object, const iso_argument *argument, const iso_given *given) {
  const iso_type *type = argument->type;
  int distance, cost, overflow = 0;
  if (!type) return PyCallable_Check(object) || PyTuple_Check(object) || PyCapsule_IsValid(object, NULL) ? 0 : -1;
  if (given->rank != argument->rank && !(argument->rank && (argument->flags & ISO_ANY_RANK))) return -1;
  if ((argument->flags & ISO_IN_PLACE) && !given->size) return -1;
  switch (type->base) {
    case 's': return given->kind == 'S' || given->kind == 'U' ? 0 : -1;
    case 'l': distance = given->kind == 'b' ? 0 : given->kind == 'i' || given->kind == 'u' ? 1 : -1; break;
    case 'i': distance = given->kind == 'i' || given->kind == 'u' ? 0 : given->kind == 'b' ? 3 : -1; break;
    case 'r': distance = given->kind == 'f' ? 0 : given->kind == 'i' || given->kind == 'u' ? 1 : -1; break;
    default:
      distance = given->kind == 'c' ? 0 : given->kind == 'f' ? 1 : given->kind == 'i' || given->kind == 'u' ? 2 : -1;
  }
  if (distance < 0) return -1;
  cost = iso_size_cost(given, type);
  if ((argument->flags & ISO_IN_PLACE) && (distance || cost) && !(type->base == 'l' && given->size == type->size))
    return -1;
  if (type->base == 'i' && PyLong_Check(object) && type->size < 8) {
    long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow || value >> (8 * type->size - 1) != (value < 0 ? -1 : 0)) return -1;
  }
  return 1000 * distance + cost;
}

static int iso_candidate_cost(const iso_candidate *candidate, PyObject *const *given, const iso_given *looks,
                              Py_ssize_t count, PyObject *names) {
  Py_ssize_t i, named = names ? PyTuple_Size(names) : 0;
  int k, cost, sum = 0, required = 0;
  if (count > candidate->all) return -1;
  for (i = 0; i < count + named; i++) {
    if (i < count) k = (int)i;
    else
      for (k = 0; k < candidate->all; k++)
        if (!PyUnicode_CompareWithASCIIString(PyTuple_GetItem(names, i - count), candidate->arguments[k].name)) break;
    if (k == candidate->all || (i >= count && k < count)) return -1;
    if (k < candidate->required) required++;
    if (given[i] == Py_None && k >= candidate->required) continue;
    cost = iso_cost(given[i], &candidate->arguments[k], &looks[i]);
    if (cost < 0) return -1;
    sum += cost;
  }
  return required == candidate->required ? sum : -1;
}

/* "float64 of rank 2, int, str": a new reference. */
static PyObject *iso_describe_given(PyObject *const *given, const iso_given *looks, Py_ssize_t count) {
  PyObject *text = PyUnicode_FromString("");
  Py_ssize_t i;
  for (i = 0; text && i < count; i++) {
    PyObject *what = looks[i].size ? PyObject_GetAttrString(given[i], "dtype") : iso_type_name(given[i]);
    PyObject *more = what ? PyUnicode_FromFormat(looks[i].rank > 0 ? "%U%s%S of rank %lld" : "%U%s%S", text,
                                                 i ? ", " : "", what, looks[i].rank)
                          : NULL;
    Py_XDECREF(what);
    Py_DECREF(text);
    text = more;
  }
  return text;
}

static void iso_no_candidate(const iso_generic *generic, int ambiguous, PyObject *const *given,
                             const iso_given *looks, Py_ssize_t count) {
  PyObject *what = iso_describe_given(given, looks, count), *text, *more;
  int i;
  text = what ? PyUnicode_FromFormat(ambiguous ? "%s: more than one procedure of this generic name takes (%U); call one of"
                                               : "%s: no procedure of this generic name takes (%U); there are",
                                     generic->name, what)
              : NULL;
  for (i = 0; text && i < generic->count; i++) {
    more = PyUnicode_FromFormat("%U\n  %s", text, generic->candidates[i].described);
    Py_DECREF(text);
    text = more;
  }
  if (text) PyErr_SetObject(PyExc_TypeError, text);
  Py_XDECREF(text);
  Py_XDECREF(what);
}

ISO_COMMON PyObject *iso_dispatch(const iso_generic *generic, PyObject *const *given, Py_ssize_t count,
                                         PyObject *names) {
  iso_given looks[64];
  Py_ssize_t i, all = count + (names ? PyTuple_Size(names) : 0);
  int k, cost, best = -1, least = -1, ties = 0;
  if (all > 64) return PyErr_Format(PyExc_TypeError, "%s: takes at most 64 arguments", generic->name);
  for (i = 0; i < all; i++)
    if (!iso_look(given[i], &looks[i])) return NULL;
  for (k = 0; k < generic->count; k++) {
    cost = iso_candidate_cost(&generic->candidates[k], given, looks, count, names);
    if (cost < 0 || (least >= 0 && cost > least)) continue;
    ties = least == cost;
    least = cost;
    best = k;
  }
  if (best >= 0 && !ties) return generic->candidates[best].call(NULL, given, count, names);
  iso_no_candidate(generic, ties, given, looks, all);
  return NULL;
}
