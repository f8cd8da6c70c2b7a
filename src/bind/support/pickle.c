/* Pickling: procedures and Fortran modules go by their names in the Python module, as functions do. So they reach the
 * processes of multiprocessing. A module that was imported by its file, as isotach.build does, is not found by its name: there
 * isotach imports the file again, once for a process. */
/* "turb.mix" of this Python module. */
static PyObject *iso_named(PyObject *self, PyObject *path) {
  PyObject *object = Py_NewRef(iso_extension), *parts = PyObject_CallMethod(path, "split", "s", ".");
  Py_ssize_t i, count = parts ? PyList_Size(parts) : 0;
  (void)self;
  if (!parts) Py_CLEAR(object);
  for (i = 0; object && i < count; i++) {
    PyObject *next = PyObject_GetAttr(object, PyList_GetItem(parts, i));
    Py_DECREF(object);
    object = next;
  }
  Py_XDECREF(parts);
  return object;
}
static PyMethodDef iso_named_method = {"_named", iso_named, METH_O,
                                       "_named(path)\n--\n\nA procedure or Fortran module of this module, by its name."};

static int iso_add_named(PyObject *module, PyObject *name) {
  PyObject *function = PyCFunction_NewEx(&iso_named_method, NULL, name);
  int failed = !function || PyModule_AddObjectRef(module, "_named", function);
  Py_XDECREF(function);
  return !failed;
}

/* Does `import NAME` find this file, in another process too? */
static int iso_is_found(const char *extension, PyObject *file) {
  PyObject *machinery = PyImport_ImportModule("importlib.machinery");
  PyObject *finder = machinery ? PyObject_GetAttrString(machinery, "PathFinder") : NULL;
  PyObject *spec = finder ? PyObject_CallMethod(finder, "find_spec", "s", extension) : NULL;
  PyObject *origin = spec && spec != Py_None ? PyObject_GetAttrString(spec, "origin") : NULL;
  int found = origin && PyUnicode_Check(origin) && PyUnicode_Compare(origin, file) == 0;
  Py_XDECREF(origin);
  Py_XDECREF(spec);
  Py_XDECREF(finder);
  Py_XDECREF(machinery);
  PyErr_Clear();
  return found;
}

/* What __reduce__ gives for the object of a full name, "turb.turb.mix" of the extension "turb", which is taken over. */
static PyObject *iso_reduce(PyObject *full_name) {
  const char *extension = PyModule_GetName(iso_extension), *name = full_name ? PyUnicode_AsUTF8AndSize(full_name, NULL) : NULL;
  PyObject *file = name && extension ? PyModule_GetFilenameObject(iso_extension) : NULL, *found = NULL;
  const char *path = file ? name + strlen(extension) + 1 : NULL;
  if (path && iso_is_found(extension, file)) {
    found = Py_BuildValue("(N(s))", PyObject_GetAttrString(iso_extension, "_named"), path);
  } else if (path) {
    PyObject *isotach = PyImport_ImportModule("isotach._build");
    PyObject *load = isotach ? PyObject_GetAttrString(isotach, "named") : NULL;
    if (load) found = Py_BuildValue("(N(sOs))", load, extension, file, path);
    else
      PyErr_Format(PyExc_TypeError,
                   "%U cannot be pickled: its module was imported by its file, %U, and isotach, which would import it again, is not "
                   "here; put the file where `import %s` finds it", full_name, file, extension);
    Py_XDECREF(isotach);
  }
  Py_XDECREF(file);
  Py_XDECREF(full_name);
  return found;
}
