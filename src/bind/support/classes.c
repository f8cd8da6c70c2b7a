/* Classes over procedures that share state, which are written in Python: support/classes.py and what follows it. */
static PyObject *iso_add_classes(PyObject *module, const char *source, const char *const *names) {
  PyObject *globals = module ? PyDict_New() : NULL, *name = globals ? PyModule_GetNameObject(module) : NULL;
  PyObject *code = name ? Py_CompileString(source, "<classes of a Fortran module>", Py_file_input) : NULL, *done = NULL;
  int made;
  if (code && !PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) &&
      !PyDict_SetItemString(globals, "__name__", name) && !PyDict_SetItemString(globals, "_fortran", module))
    done = PyEval_EvalCode(code, globals, globals);
  made = done != NULL;
  for (; made && *names; names++) {
    PyObject *type = PyDict_GetItemString(globals, *names); /* borrowed */
    made = type && !PyModule_AddObjectRef(module, *names, type);
  }
  Py_XDECREF(done);
  Py_XDECREF(code);
  Py_XDECREF(name);
  Py_XDECREF(globals);
  if (made) return module;
  Py_XDECREF(module);
  return NULL;
}
