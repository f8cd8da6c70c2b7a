/* ALLOCATABLE arguments and results: the shim works on a local of its own and hands over a copy of what it holds in
 * the end, so the caller's array is NumPy's alone and Fortran frees its own. */
/* Called by shims; other Python threads may run meanwhile. */
ISO_COMMON void iso_give_copy(iso_gift *gift, const void *data, const int64_t *shape) {
  PyGILState_STATE state = PyGILState_Ensure();
  const iso_bounds bounds = {INT64_MAX, 0};
  iso_array made = ISO_NO_ARRAY;
  if (!PyErr_Occurred() && iso_create(gift->argument, &bounds, (const Py_ssize_t *)shape, &made)) {
    size_t bytes = (size_t)gift->argument->type->size;
    int i;
    for (i = 0; i < gift->argument->rank; i++) bytes *= (size_t)shape[i];
    if (bytes) memcpy(made.data, data, bytes);
    gift->array = iso_give(&made);
  }
  iso_release(&made);
  PyGILState_Release(state);
}

/* The array, or None when Fortran left it unallocated; `gift` no longer holds it. */
ISO_COMMON PyObject *iso_unwrap(iso_gift *gift) {
  PyObject *array = gift->array;
  gift->array = NULL;
  if (!array && !PyErr_Occurred()) array = Py_NewRef(Py_None);
  return array;
}
